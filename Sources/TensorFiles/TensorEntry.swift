/// An array of a file before its numbers are read: what its header says.
///
/// A program can tell by name, type and shape whether it wants an array, at no cost, and then ask
/// for the numbers. A `.npy` file and a stored member of an archive are read in place; a deflated
/// member is inflated anew each time its numbers are asked for, so keep what ``load()`` returns.
public struct TensorEntry: Sendable {
  /// The name in the archive without its `.npy`; for a single array the file's name without it.
  public let name: String

  private let header: NpyHeader
  private let source: Source
  private let limits: TensorFile.Limits

  /// Where the numbers are.
  enum Source {
    /// In the memory, from a byte on.
    case memory(MemoryMap, start: Int)

    /// In a member of an archive.
    case member(NpzMember)
  }

  init(name: String, header: NpyHeader, source: Source, limits: TensorFile.Limits) {
    self.name = name
    self.header = header
    self.source = source
    self.limits = limits
  }

  /// The length of each axis; empty for a single number. No length is negative.
  public var shape: [Int] { header.shape }

  /// The kind of number.
  public var elementType: ElementType { header.elementType }

  /// The order of the bytes of each number.
  public var byteOrder: ByteOrder { header.byteOrder }

  /// The distance in bytes between neighbours along each axis, as in ``Tensor/byteStrides``.
  public var byteStrides: [Int] { header.byteStrides }

  /// The number of elements: the product of ``shape``.
  public var elementCount: Int { header.elementCount }

  /// The number of bytes that the numbers take, inflated where they are compressed.
  public var byteCount: Int { header.dataByteCount }
}

extension TensorEntry: CustomStringConvertible {
  /// Name, type and shape, such as `p3: float32 (1, 255, 52, 52)`.
  public var description: String { "\(name): \(elementType) \(shapeText(shape))" }
}

// MARK: - Reading

extension TensorEntry {
  /// The array with its numbers.
  ///
  /// - Throws: ``TensorFileError`` of kind `malformed` where compressed data are damaged or a
  ///   checksum is wrong, of kind `tooLarge` beyond ``TensorFile/Limits/inflatedByteCount``.
  /// - Complexity: O(1) for `.npy`; one pass over the bytes of an archive's member.
  public func load() throws(TensorFileError) -> Tensor {
    switch source {
    case .memory(let memory, let start):
      return Tensor(name: name, header: header, memory: memory, start: start)
    case .member(let member):
      _ = try inflatedByteCount(after: 0)
      let (memory, start) = try member.contents()
      return Tensor(name: name, header: header, memory: memory, start: start)
    }
  }

  /// The arrays with their numbers; the limit counts all of them together, whatever their files.
  ///
  /// - Throws: As ``load()``; a sum beyond the limit before anything is inflated.
  package static func load(_ entries: [TensorEntry]) throws(TensorFileError) -> [Tensor] {
    var inflated = 0
    for entry in entries { inflated = try entry.inflatedByteCount(after: inflated) }
    var tensors: [Tensor] = []
    for entry in entries { tensors.append(try entry.load()) }
    return tensors
  }

  /// The elements as `Float`, as ``Tensor/values(as:)-(Float.Type)`` gives them.
  ///
  /// - Throws: As ``load()``.
  public func values(as type: Float.Type) throws(TensorFileError) -> [Float] {
    try load().values(as: type)
  }

  /// The elements as `Double`, as ``Tensor/values(as:)-(Double.Type)`` gives them.
  ///
  /// - Throws: As ``load()``.
  public func values(as type: Double.Type) throws(TensorFileError) -> [Double] {
    try load().values(as: type)
  }

  /// The range, mean and non-finite counts of the elements, as ``Tensor/statistics()`` gives them.
  ///
  /// - Throws: As ``load()``, but for the limit, which it does not need.
  /// - Complexity: One pass over the bytes. A compressed array is inflated in small pieces, so its
  ///   size does not matter to the memory.
  public func statistics() throws(TensorFileError) -> TensorStatistics {
    guard case .member(let member) = source, member.isDeflated else {
      return try load().statistics()
    }
    var sums = StatisticsSums()
    try member.forEachInflatedChunk { sums.add($0, elementType, byteOrder) }
    return sums.statistics
  }

  /// The bytes that are inflated once this array is too, after so many of others.
  private func inflatedByteCount(after inflated: Int) throws(TensorFileError) -> Int {
    guard case .member(let member) = source, member.isDeflated else { return inflated }
    let (sum, overflow) = inflated.addingReportingOverflow(member.byteCount)
    guard !overflow, sum <= limits.inflatedByteCount else {
      throw member.site.error(
        .tooLarge,
        found: "\(member.byteCount) bytes to inflate after \(inflated)",
        expected: "at most \(limits.inflatedByteCount) in all",
        remedy: "save the arrays uncompressed, with numpy.savez, to read them in place"
      )
    }
    return sum
  }
}
