/// A `.npy` member of a `.npz` file, of which the head has been read.
///
/// Its data are checked against the directory's checksum whenever they are read, and an archive of
/// many gigabytes costs no more than the members that are used.
struct NpzMember {
  /// What the member's array is made of, and where in the unpacked member its data begin.
  let header: NpyHeader

  /// The bytes of the unpacked member.
  var byteCount: Int { entry.byteCount }

  /// Whether reading the member takes memory for its unpacked bytes.
  var isDeflated: Bool { entry.method == .deflated }

  /// The file and the member, for messages.
  let site: FaultSite

  private let entry: ZipEntry
  private let memory: MemoryMap

  /// The bytes inflated at once where only a glance at each is needed.
  private static let chunk = 1 << 18

  /// Reads the head of a member.
  ///
  /// - Parameters:
  ///   - entry: The member, whose name ends in `.npy`.
  ///   - memory: The whole archive.
  ///   - site: The file and the member, for messages.
  /// - Throws: ``TensorFileError`` of kind `malformed` or `unsupported`.
  /// - Complexity: O(1): at most ``NpyHeader/longestHead`` bytes are inflated.
  init(_ entry: ZipEntry, in memory: MemoryMap, at site: FaultSite) throws(TensorFileError) {
    self.entry = entry
    self.memory = memory
    self.site = site
    let headCount = min(entry.byteCount, NpyHeader.longestHead)
    switch entry.method {
    case .stored:
      let start = entry.data.lowerBound
      header = try memory.withBytes(start..<(start + headCount)) {
        (bytes) throws(TensorFileError) in try NpyHeader(bytes, at: site)
      }
    case .deflated:
      guard entry.byteCount / Inflater.highestRatio <= entry.data.count else {
        throw site.malformed(
          found: "\(entry.data.count) packed bytes said to hold \(entry.byteCount)",
          expected: "at most \(Inflater.highestRatio) times as many, the most that deflate can",
          remedy: "do not trust this file: its directory lies"
        )
      }
      let head = try memory.withBytes(entry.data) { (packed) throws(TensorFileError) in
        try MemoryMap.make(count: headCount, at: site) { (bytes) throws(TensorFileError) in
          var stream = try MemberStream(entry, at: site)
          try stream.fill(&bytes, from: packed)
        }
      }
      header = try head.withBytes(0..<headCount) { (bytes) throws(TensorFileError) in
        try NpyHeader(bytes, at: site)
      }
    }
    // The shape must account for every byte: no less, and nothing hidden behind it.
    let available = entry.byteCount - header.dataOffset
    guard header.dataByteCount == available else {
      throw site.malformed(
        at: header.dataOffset,
        found: "\(available) bytes of data",
        expected: "\(header.dataByteCount) for \(header.elementType) \(shapeText(header.shape))"
      )
    }
  }

  /// The memory that holds the data, and where in it they begin.
  ///
  /// - Throws: ``TensorFileError`` of kind `malformed` where the packed data or their checksum are
  ///   wrong, of kind `tooLarge` where the machine has not so much memory.
  /// - Complexity: O(bytes). A stored member stays where it is; a deflated one is inflated here.
  func contents() throws(TensorFileError) -> (memory: MemoryMap, start: Int) {
    guard isDeflated else {
      try memory.withBytes(entry.data) { (bytes) throws(TensorFileError) in
        try Checksum(of: bytes).check(of: entry, at: site)
      }
      return (memory, entry.data.lowerBound + header.dataOffset)
    }
    let unpacked = try memory.withBytes(entry.data) { (packed) throws(TensorFileError) in
      try MemoryMap.make(count: entry.byteCount, at: site) { (bytes) throws(TensorFileError) in
        var stream = try MemberStream(entry, at: site)
        try stream.fill(&bytes, from: packed)
        try stream.finish(from: packed)
      }
    }
    return (unpacked, header.dataOffset)
  }

  /// Calls `body` with the data of a deflated member, piece by piece.
  ///
  /// - Parameter body: Reads some whole elements, in the order of the file. What it has seen
  ///   counts only when this method returns: the checksum stands at the end.
  /// - Throws: As ``contents()``.
  /// - Complexity: O(bytes), in a quarter of a megabyte of memory.
  func forEachInflatedChunk(_ body: (RawSpan) -> Void) throws(TensorFileError) {
    try memory.withBytes(entry.data) { (packed) throws(TensorFileError) in
      var stream = try MemberStream(entry, at: site)
      var rest = header.dataByteCount
      var buffer = [UInt8](repeating: 0, count: header.dataOffset)
      try Self.fill(&buffer, from: packed, &stream)
      while rest > 0 {
        let count = min(rest, Self.chunk)
        if buffer.count != count { buffer = [UInt8](repeating: 0, count: count) }
        try Self.fill(&buffer, from: packed, &stream)
        unsafe body(buffer.span.bytes)
        rest -= count
      }
      try stream.finish(from: packed)
    }
  }

  private static func fill(
    _ buffer: inout [UInt8],
    from packed: RawSpan,
    _ stream: inout MemberStream
  ) throws(TensorFileError) {
    var span = buffer.mutableSpan
    var bytes = unsafe span.mutableBytes
    try stream.fill(&bytes, from: packed)
  }
}

/// A deflated member while it is being inflated, from its first byte to its last.
private struct MemberStream: ~Copyable {
  private let entry: ZipEntry
  private let site: FaultSite
  private var inflater: Inflater
  private var checksum = Checksum()

  /// The bytes inflated so far.
  private var done = 0

  init(_ entry: ZipEntry, at site: FaultSite) throws(TensorFileError) {
    guard let inflater = Inflater() else {
      throw site.error(
        .tooLarge,
        found: "no memory for zlib",
        expected: "about 40 kB",
        remedy: "free some memory"
      )
    }
    self.inflater = inflater
    self.entry = entry
    self.site = site
  }

  /// Inflates as many bytes as `output` has room for.
  ///
  /// - Precondition: The directory promises that many.
  mutating func fill(
    _ output: inout MutableRawSpan,
    from packed: RawSpan
  ) throws(TensorFileError) {
    let count = output.byteCount
    switch inflater.fill(&output, from: packed) {
    case .filled, .ended(count): break
    case .ended(let end):
      throw site.malformed(
        at: done + end,
        found: "\(done + end) bytes of inflated data",
        expected: "\(entry.byteCount), as the directory says"
      )
    case .damaged(let end):
      throw site.malformed(
        at: done + end,
        found: "compressed data that are damaged or cut short",
        expected: "\(entry.byteCount) bytes of inflated data"
      )
    }
    checksum.add(output.bytes)
    done += count
  }

  /// Refuses data that go on, and data whose checksum is wrong.
  mutating func finish(from packed: RawSpan) throws(TensorFileError) {
    guard inflater.isFinished(input: packed) else {
      throw site.malformed(
        at: done,
        found: "more compressed data",
        expected: "their end after \(done) inflated bytes"
      )
    }
    try checksum.check(of: entry, at: site)
  }
}

extension Checksum {
  /// Refuses content whose checksum is not the directory's.
  fileprivate func check(of entry: ZipEntry, at site: FaultSite) throws(TensorFileError) {
    guard value == entry.checksum else {
      throw site.malformed(
        found: "checksum \(Self.hexadecimal(value))",
        expected: "\(Self.hexadecimal(entry.checksum)), as the directory says"
      )
    }
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
