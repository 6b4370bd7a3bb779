import DetectionText

/// A member of a ZIP archive that holds the numbers of an array behind a head.
///
/// Its content is checked against the directory's checksum whenever it is read, and an archive of
/// many gigabytes costs no more than the members that are used.
struct ZipMember {
  /// Where in the unpacked content the numbers begin.
  var dataOffset = 0

  private let entry: ZipEntry
  private let memory: MemoryMap
  private let inflationLimit: Int
  private let site: FaultSite

  /// The bytes inflated at once where only a glance at each is needed; a multiple of any element.
  private static let chunk = 1 << 18

  /// A member of an archive.
  ///
  /// - Parameters:
  ///   - entry: The member.
  ///   - source: The archive.
  ///   - site: The file and the member, for messages.
  init(_ entry: ZipEntry, in source: TensorSource, at site: FaultSite) {
    self.entry = entry
    memory = source.memory
    inflationLimit = source.inflationLimit
    self.site = site
  }

  /// Calls `body` with the first `count` bytes of the content.
  ///
  /// - Throws: What `body` throws; a `tensor.archive` fault for content that cannot be as long as it
  ///   is said to be.
  /// - Precondition: The content is said to have so many.
  /// - Complexity: O(count), inflated where they have to be.
  func withHead<Result>(
    _ count: Int,
    _ body: (RawSpan) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    try withPacked { (packed) throws(Diagnostic) in
      guard entry.method == .deflated else { return try body(packed.extracting(first: count)) }
      guard entry.byteCount / Inflater.highestRatio <= packed.byteCount else {
        throw site.fault(
          "archive",
          found: "\(packed.byteCount) packed bytes said to hold \(entry.byteCount)",
          allowed: "at most \(Inflater.highestRatio) times as many, the most that deflate can",
          remedy: "do not trust this file: its directory lies"
        )
      }
      var stream = try Inflater(entry, at: site)
      var head = [UInt8](repeating: 0, count: count)
      try stream.fill(&head, from: packed)
      return try unsafe body(head.span.bytes)
    }
  }

  private func withPacked<Result>(
    _ body: (RawSpan) throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    try MappedBytes(memory, entry.data).withBytes(body)
  }
}

extension ZipMember: TensorContent {
  var byteCount: Int { entry.byteCount - dataOffset }

  func inflatedByteCount(after inflated: Int) throws(Diagnostic) -> Int {
    guard entry.method == .deflated else { return inflated }
    let (sum, overflow) = inflated.addingReportingOverflow(entry.byteCount)
    guard !overflow, sum <= inflationLimit else {
      throw site.fault(
        "memory",
        found: "\(entry.byteCount) bytes to inflate after \(inflated)",
        allowed: "at most \(inflationLimit) in all",
        remedy: "save the arrays uncompressed, with numpy.savez, to read them in place"
      )
    }
    return sum
  }

  /// - Complexity: O(bytes). A stored member stays where it is; a deflated one is inflated here.
  func bytes() throws(Diagnostic) -> MappedBytes {
    guard entry.method == .deflated else {
      try withPacked { (bytes) throws(Diagnostic) in
        try Checksum(of: bytes).check(of: entry, at: site)
      }
      return MappedBytes(memory, (entry.data.lowerBound + dataOffset)..<entry.data.upperBound)
    }
    let unpacked = try withPacked { (packed) throws(Diagnostic) in
      try MemoryMap.make(count: entry.byteCount, at: site) { (bytes) throws(Diagnostic) in
        var stream = try Inflater(entry, at: site)
        try stream.fill(&bytes, from: packed)
        try stream.finish(from: packed)
      }
    }
    return MappedBytes(unpacked, dataOffset..<entry.byteCount)
  }

  /// - Complexity: O(bytes), in a quarter of a megabyte of memory.
  func forEachPiece(_ body: (RawSpan) -> Void) throws(Diagnostic) {
    guard entry.method == .deflated else { return try bytes().withBytes(body) }
    try withPacked { (packed) throws(Diagnostic) in
      var stream = try Inflater(entry, at: site)
      var rest = byteCount
      var buffer = [UInt8](repeating: 0, count: dataOffset)
      try stream.fill(&buffer, from: packed)
      while rest > 0 {
        let count = min(rest, Self.chunk)
        if buffer.count != count { buffer = [UInt8](repeating: 0, count: count) }
        try stream.fill(&buffer, from: packed)
        unsafe body(buffer.span.bytes)
        rest -= count
      }
      try stream.finish(from: packed)
    }
  }
}
