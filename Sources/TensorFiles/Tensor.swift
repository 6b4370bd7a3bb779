/// An array of numbers in a file, read in place.
///
/// Nothing is converted or transposed: ``withBytes(_:)`` gives the numbers as the file has them,
/// and ``shape``, ``byteStrides``, ``elementType`` and ``byteOrder`` say how to read them. The
/// element with index `i, j, ...` begins at byte `i * byteStrides[0] + j * byteStrides[1] + ...`.
/// Copies share the memory, which lives as long as any of them.
public struct Tensor: Sendable {
  /// The name in the archive without its `.npy`; for a single array the file's name without it.
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

  /// The number of elements: the product of ``shape``.
  public let elementCount: Int

  /// Whether the elements stand in C order: the last index runs fastest.
  package let isRowMajor: Bool

  private let memory: MemoryMap
  private let range: Range<Int>

  /// Creates an array whose data stand in `memory` from `start` on.
  ///
  /// - Precondition: The data that `header` describes lie within the memory.
  init(name: String, header: NpyHeader, memory: MemoryMap, start: Int) {
    self.name = name
    shape = header.shape
    elementType = header.elementType
    byteOrder = header.byteOrder
    byteStrides = header.byteStrides
    elementCount = header.elementCount
    // An array with at most one axis longer than 1 is the same in both orders.
    isRowMajor = !header.isFortranOrder || header.shape.count(where: { $0 > 1 }) <= 1
    self.memory = memory
    range = start..<(start + header.dataByteCount)
    precondition(range.upperBound <= memory.count, "the data reach beyond the memory")
  }

  /// The number of bytes that the data take.
  public var byteCount: Int { range.count }

  /// Calls `body` with the bytes of this array, and of nothing else.
  ///
  /// The first byte may stand at any address: load with `unsafeLoadUnaligned`. Reading a mapped
  /// file stops the process when another program cuts that file short in the meantime; replacing
  /// it by renaming, as ``NpyWriter`` and ``NpzWriter`` do, is safe.
  ///
  /// - Parameter body: Reads the bytes, which are valid only during the call.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1) besides `body`; nothing is copied.
  public func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try memory.withBytes(range, body)
  }
}

extension Tensor: CustomStringConvertible {
  /// Name, type and shape, such as `p3: float32 (1, 255, 52, 52)`.
  public var description: String { "\(name): \(elementType) \(shapeText(shape))" }
}
