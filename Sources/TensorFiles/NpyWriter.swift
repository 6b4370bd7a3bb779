/// A kind of number that can be written to a file: `Float` or `Double`.
public protocol TensorScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// The kind of number in the file.
  static var elementType: ElementType { get }
}

extension Float: TensorScalar {
  /// Four bytes each.
  public static var elementType: ElementType { .float32 }
}

extension Double: TensorScalar {
  /// Eight bytes each.
  public static var elementType: ElementType { .float64 }
}

/// Writes one array to a `.npy` file, piece by piece.
///
/// The file appears under its name only when ``finish()`` has returned, complete and on the disk;
/// dropping the writer before leaves nothing behind. It has the same bytes as `numpy.save` writes.
///
/// ```swift
/// var writer = try NpyWriter<Float>(path: "p3.npy", shape: [52, 52, 255])
/// for row in rows { try writer.append(row) }
/// try writer.finish()
/// ```
public struct NpyWriter<Scalar: TensorScalar>: ~Copyable {
  private let file: AtomicFile
  private var missing: Int

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: The file to create or to replace; a symbolic link is replaced.
  ///   - shape: The length of each axis; empty for a single number.
  /// - Throws: ``TensorFileError`` of kind `cannotCreate` or `writeFailed`.
  /// - Precondition: No length is negative, and the data fit in 63 bits of bytes.
  public init(path: String, shape: [Int]) throws(TensorFileError) {
    let head = npyHead(elementType: Scalar.elementType, shape: shape)
    let file = try AtomicFile(path: path)
    try file.append(head)
    self.file = file
    missing = shape.reduce(1, *)
  }

  /// Appends the next elements in C order.
  ///
  /// - Throws: ``TensorFileError`` of kind `writeFailed`.
  /// - Precondition: There are no more elements than the shape has.
  public mutating func append(_ values: Span<Scalar>) throws(TensorFileError) {
    precondition(values.count <= missing, "more elements than the shape has")
    missing -= values.count
    // Numbers have no padding, whose bytes would be undefined.
    try unsafe file.append(values.bytes)
  }

  /// Appends the next elements in C order.
  ///
  /// - Throws: ``TensorFileError`` of kind `writeFailed`.
  /// - Precondition: There are no more elements than the shape has.
  public mutating func append(_ values: [Scalar]) throws(TensorFileError) {
    try append(values.span)
    // Of an array literal the optimiser of Swift 6.3 else drops the stores: it takes the array for
    // dead as soon as its span is made.
    withExtendedLifetime(values) {}
  }

  /// Forces the file to the disk and gives it its name.
  ///
  /// - Throws: ``TensorFileError`` of kind `cannotCreate` or `writeFailed`; nothing is left behind.
  /// - Precondition: All elements were appended.
  public consuming func finish() throws(TensorFileError) {
    precondition(missing == 0, "fewer elements than the shape has")
    try file.commit()
  }
}

/// The head of a `.npy` file in the processor's byte order, byte for byte as numpy writes it.
///
/// Blanks fill it to a multiple of 64 bytes, after room for the first length to grow to 21 digits.
///
/// - Precondition: No length is negative, and the data fit in 63 bits of bytes.
func npyHead(elementType: ElementType, shape: [Int]) -> [UInt8] {
  precondition(shape.allSatisfy { $0 >= 0 }, "a length is negative")
  precondition(shape.count <= NpyHeader.mostDimensions, "too many dimensions")
  let order = ByteOrder.native == .little ? "<" : ">"
  let type = "\(order)f\(elementType.byteCount)"
  var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shapeText(shape)), }"
  if let first = shape.first { text += String(repeating: " ", count: 21 - "\(first)".count) }
  let prefix = NpyHeader.magic.count + 4
  text += String(repeating: " ", count: 63 - (prefix + text.utf8.count) % 64) + "\n"
  let length = UInt16(text.utf8.count)
  let bytes: [UInt8] = [1, 0, UInt8(length & 0xff), UInt8(length >> 8)]
  return NpyHeader.magic + bytes + Array(text.utf8)
}
