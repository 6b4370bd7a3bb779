import DetectionText

/// An array of numbers in a file: what it is made of, and its numbers when they are asked for.
///
/// A program can tell by name, type and shape whether it wants an array, at no cost. The element
/// with index `i, j, ...` begins at byte `i * byteStrides[0] + j * byteStrides[1] + ...` of the
/// bytes that ``withBytes(_:)`` gives as the file has them: nothing is converted or transposed.
///
/// An array that the file stores as it is gets read in place. A compressed one is inflated anew each
/// time its numbers are asked for, so keep what ``values(as:)-(Float.Type)`` returns.
public struct Tensor: Sendable {
  /// The name in the file; for a file that is one array, the file's name without its extension.
  public let name: String

  /// The length of each axis; empty for a single number. No length is negative.
  public let shape: [Int]

  /// The kind of number.
  public let elementType: ElementType

  /// The order of the bytes of each number.
  public let byteOrder: ByteOrder

  /// The distance in bytes between neighbours along each axis.
  ///
  /// The last axis is the densest, or the first when the file is in Fortran order.
  public let byteStrides: [Int]

  /// Where the bytes are.
  let content: any TensorContent

  /// The file, and the array or member in it, for messages.
  let site: FaultSite

  /// The number of elements: the product of ``shape``.
  public var elementCount: Int { shape.reduce(1, *) }

  /// The number of bytes that the numbers take, inflated where they are compressed.
  public var byteCount: Int { content.byteCount }
}

extension Tensor: CustomStringConvertible {
  /// Name, type and shape, such as `p3: float32 (1, 255, 52, 52)`.
  public var description: String { "\(name): \(elementType) \(shapeText(shape))" }
}

// MARK: - Reading

extension Tensor {
  /// The elements as `Float`, in C order whatever the order in the file.
  ///
  /// Doubles and large integers are rounded to the nearest; `true` is one.
  ///
  /// - Throws: A `Diagnostic` of cause `content` where compressed data are damaged or a checksum is
  ///   wrong, where more would be inflated than ``TensorFile`` was allowed, and for a type that is
  ///   not read.
  /// - Complexity: O(*n*), and memory for *n* numbers; large arrays are better read in place.
  public func values(as type: Float.Type) throws(Diagnostic) -> [Float] { try converted() }

  /// The elements as `Double`, in C order whatever the order in the file.
  ///
  /// Integers beyond 2⁵³ are rounded to the nearest; `true` is one.
  ///
  /// - Throws: As for `Float`.
  /// - Complexity: O(*n*), and memory for *n* numbers; large arrays are better read in place.
  public func values(as type: Double.Type) throws(Diagnostic) -> [Double] { try converted() }

  private func converted<Number: BinaryFloatingPoint>() throws(Diagnostic) -> [Number] {
    guard elementType.isReadable else {
      throw site.fault(
        "type",
        found: "numbers of type \(elementType) in array \(quoted(name))",
        allowed: "floats of 8 to 64 bits, integers of 8 to 64 bits, or bool",
        remedy: "save it as float32"
      )
    }
    let bytes = try load()
    let inOrder = Tensor.strides(shape: shape, elementType)
    let isInOrder = shape.indices.allSatisfy { shape[$0] < 2 || byteStrides[$0] == inOrder[$0] }
    return bytes.withBytes { bytes in
      var values: [Number] = []
      values.reserveCapacity(elementCount)
      let offsets =
        isInOrder
        ? ElementOffsets(count: elementCount, stride: elementType.byteCount)
        : ElementOffsets(shape: shape, strides: byteStrides)
      elementType.forEachNumber(in: bytes, byteOrder, at: offsets) { values.append($0) }
      return values
    }
  }

  /// Calls `body` with the bytes of this array, and of nothing else.
  ///
  /// The first byte may stand at any address: load with `unsafeLoadUnaligned`. Reading a mapped
  /// file stops the process when another program cuts that file short in the meantime; replacing
  /// it by renaming, as ``TensorWriter`` does, is safe.
  ///
  /// - Parameter body: Reads the bytes, which are valid only during the call.
  /// - Returns: What `body` returns.
  /// - Throws: As ``values(as:)-(Float.Type)``, before `body` is called.
  /// - Complexity: One pass over the bytes of an archive's member; O(1) for other files.
  public func withBytes<Result>(_ body: (RawSpan) -> Result) throws(Diagnostic) -> Result {
    let bytes = try load()
    return bytes.withBytes(body)
  }

  /// The memory that reading it takes beside the file: nothing where its bytes stand there as they
  /// are; as much as can be where there may not be so much.
  package var inflatedByteCount: Int { (try? content.inflatedByteCount(after: 0)) ?? .max }

  /// The bytes, in place or inflated once.
  package func load() throws(Diagnostic) -> MappedBytes {
    _ = try content.inflatedByteCount(after: 0)
    return try content.bytes()
  }

  /// The bytes of several arrays; the limit counts all of them together, whatever their files.
  ///
  /// - Throws: As ``load()``; a sum beyond the limit before anything is inflated.
  package static func load(_ tensors: [Tensor]) throws(Diagnostic) -> [MappedBytes] {
    var inflated = 0
    for tensor in tensors { inflated = try tensor.content.inflatedByteCount(after: inflated) }
    var bytes: [MappedBytes] = []
    for tensor in tensors { bytes.append(try tensor.content.bytes()) }
    return bytes
  }
}

// MARK: - What a format says

/// Where the bytes of an array are.
protocol TensorContent: Sendable {
  /// How many there are.
  var byteCount: Int { get }

  /// The memory that is taken once this array is inflated too, after so much for others.
  ///
  /// - Throws: A `tensor.memory` when that is beyond the limit.
  func inflatedByteCount(after inflated: Int) throws(Diagnostic) -> Int

  /// The bytes: in place, or inflated into memory of their own.
  func bytes() throws(Diagnostic) -> MappedBytes

  /// Calls `body` with the bytes piece by piece, each of whole elements, in the order of the file.
  ///
  /// What `body` has seen counts only when this returns: a checksum stands at the end.
  func forEachPiece(_ body: (RawSpan) -> Void) throws(Diagnostic)
}

extension TensorContent {
  func inflatedByteCount(after inflated: Int) -> Int { inflated }

  func forEachPiece(_ body: (RawSpan) -> Void) throws(Diagnostic) { try bytes().withBytes(body) }
}

/// Bytes that are there already.
extension MappedBytes: TensorContent {
  func bytes() -> MappedBytes { self }
}

extension Tensor {
  /// The most dimensions read, as in numpy from version 2; the tensors of a detector have 3 to 5.
  static let mostDimensions = 64

  /// The bits that an array takes; `nil` where they would not fit in 63 bits.
  ///
  /// Lengths of zero count as one, so that strides cannot overflow either.
  static func bitCount(shape: [Int], _ type: ElementType) -> Int? {
    var bits = type.bitCount
    for length in shape {
      let (product, overflow) = bits.multipliedReportingOverflow(by: max(length, 1))
      guard !overflow else { return nil }
      bits = product
    }
    return shape.contains(0) ? 0 : bits
  }

  /// The strides of an array without gaps.
  ///
  /// - Precondition: ``bitCount(shape:_:)`` is not `nil`.
  static func strides(shape: [Int], _ type: ElementType, isFortranOrder: Bool = false) -> [Int] {
    var strides = shape
    var stride = type.byteCount
    for axis in isFortranOrder ? Array(shape.indices) : shape.indices.reversed() {
      strides[axis] = stride
      stride *= max(shape[axis], 1)
    }
    return strides
  }
}

/// A shape as Python writes it: `(2, 3)`, `(7,)`, `()`.
func shapeText(_ shape: [Int]) -> String {
  let lengths = shape.map(String.init).joined(separator: ", ")
  return shape.count == 1 ? "(\(lengths),)" : "(\(lengths))"
}
