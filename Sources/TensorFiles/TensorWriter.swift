public import DetectionText

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

/// Writes arrays to a file, piece by piece.
///
/// The file appears under its name only when ``finish()`` has returned, complete and on the disk;
/// dropping the writer before leaves nothing behind. Its ending says what it is: an uncompressed
/// `.npz`, a `.safetensors`, or for one array a `.npy`, all of which this module reads in place.
///
/// ```swift
/// var writer = try TensorWriter(path: "gradients.npz")
/// try writer.begin("p3", shape: [52, 52, 255], of: Float.self)
/// for row in rows { try writer.append(row) }
/// try writer.finish()
/// ```
public struct TensorWriter: ~Copyable {
  private let path: String
  private let file: AtomicFile
  private var format: any ArrayWriter
  private var names: Set<String> = []
  private var elementType: ElementType?
  private var missing = 0

  /// Begins a file; without arrays it becomes an empty one.
  ///
  /// A file that is replaced gives the new one its permissions; one that nobody may write to is
  /// refused. Of a file with several hard links only the one that is named leads to the new file.
  ///
  /// - Parameter path: The file to create or to replace; a symbolic link is replaced.
  /// - Throws: A `Diagnostic` of cause `creation`, of cause `request` for another ending.
  public init(path: String) throws(Diagnostic) { try self.init(path: path, called: path) }

  /// The same for a file that messages call otherwise, as it is in a folder that has its name later.
  package init(path: String, called name: String) throws(Diagnostic) {
    self.path = name
    let format = try TensorShelf.writable(for: path)
    file = try AtomicFile(path: path, called: name)
    self.format = format.writer(to: file)
  }

  /// Begins the next array.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: The length of each axis; empty for a single number.
  ///   - type: The kind of number.
  /// - Throws: A `Diagnostic` of cause `writing`, also for a name that is empty, too long, or taken;
  ///   of cause `request` for a second array in a `.npy`.
  /// - Precondition: All elements of the array before were appended; no length is negative, there
  ///   are at most 32, and the data fit in 63 bits.
  public mutating func begin<Scalar: TensorScalar>(
    _ name: String,
    shape: [Int],
    of type: Scalar.Type
  ) throws(Diagnostic) {
    precondition(missing == 0, "fewer elements than the shape has")
    precondition(shape.allSatisfy { $0 >= 0 }, "a length is negative")
    precondition(shape.count <= Tensor.mostDimensions, "too many dimensions")
    // What an archive's directory has room for, with the extension.
    guard !name.isEmpty, name.utf8.count <= 65_531, names.insert(name).inserted else {
      throw Diagnostic(
        .writing,
        code: "tensor.name",
        at: Place(file: path),
        found: "array name \(quoted(name))",
        allowed: "a name of 1 to 65531 bytes that no other array has",
        remedy: "rename the array"
      )
    }
    missing = shape.reduce(1, *)
    elementType = Scalar.elementType
    try format.begin(name, shape: shape, Scalar.elementType)
  }

  /// Appends the next elements of the array, in C order.
  ///
  /// - Throws: A `Diagnostic` of cause `writing`.
  /// - Precondition: An array of this kind was begun, and has room for the elements.
  public mutating func append<Scalar: TensorScalar>(_ values: Span<Scalar>) throws(Diagnostic) {
    precondition(elementType == Scalar.elementType, "no array of this kind was begun")
    precondition(values.count <= missing, "more elements than the shape has")
    missing -= values.count
    // Numbers have no padding, whose bytes would be undefined.
    try unsafe format.append(values.bytes)
  }

  /// Appends the next elements of the array, in C order.
  ///
  /// - Throws: A `Diagnostic` of cause `writing`.
  /// - Precondition: An array of this kind was begun, and has room for the elements.
  public mutating func append<Scalar: TensorScalar>(_ values: [Scalar]) throws(Diagnostic) {
    try append(values.span)
    // Of an array literal the optimiser of Swift 6.3 else drops the stores: it takes the array for
    // dead as soon as its span is made.
    withExtendedLifetime(values) {}
  }

  /// Completes the file, forces it to the disk and gives it its name.
  ///
  /// - Throws: A `Diagnostic` of cause `creation` or `writing`; nothing is left behind. After one of
  ///   the code `output.unforced` alone the file stands whole under its name, and the system could
  ///   not say that this outlives a failure of power.
  /// - Precondition: All elements of the last array were appended.
  public consuming func finish() throws(Diagnostic) {
    precondition(missing == 0, "fewer elements than the shape has")
    try format.finish()
    try file.commit()
  }
}

/// A format's part of writing: what stands around the numbers.
///
/// ``TensorWriter`` has checked the names, counts the elements, and gives the file its name.
protocol ArrayWriter {
  /// Begins the next array: its numbers follow.
  mutating func begin(_ name: String, shape: [Int], _ type: ElementType) throws(Diagnostic)

  /// Appends the next numbers, in the processor's byte order.
  mutating func append(_ bytes: RawSpan) throws(Diagnostic)

  /// Writes what stands behind the last array.
  mutating func finish() throws(Diagnostic)
}
