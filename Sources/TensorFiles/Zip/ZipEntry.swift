import DetectionText

/// A member of a ZIP archive, as the central directory and its local header agree on it.
struct ZipEntry {
  /// The size of a directory entry without name, extra fields and comment.
  static let fixedSize = 46

  /// The size of a local header without name and extra fields.
  private static let localSize = 30

  /// The flags of encryption, patches and hidden headers, none of which are read.
  private static let refusedFlags: UInt16 = 0x0001 | 0x0020 | 0x0040 | 0x2000

  /// The flag of a member whose local header was written before its sizes were known.
  private static let streamedFlag: UInt16 = 0x0008

  /// How the content is packed.
  enum Method: UInt16 {
    case stored = 0
    case deflated = 8
  }

  /// The name, a label only: it is never used as a path.
  let name: String

  /// How the content is packed.
  let method: Method

  /// The CRC-32 of the unpacked content.
  let checksum: Checksum

  /// The bytes of the unpacked content.
  let byteCount: Int

  /// Where the local header begins.
  let headerOffset: Int

  /// The bytes of the packed content.
  private(set) var data: Range<Int>

  /// The bytes that this directory entry takes.
  let entrySize: Int

  /// The bytes that the member takes in the file, but for a descriptor that may follow.
  var extent: Range<Int> { headerOffset..<data.upperBound }

  /// Reads the directory entry at `offset` and the local header that it points to.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - offset: Where the entry begins.
  ///   - directory: The bytes of the directory; the entry must end inside, members before it.
  ///   - site: The file, for messages.
  /// - Throws: A `tensor.archive` fault.
  init(
    _ bytes: RawSpan,
    at offset: Int,
    directory: Range<Int>,
    site: FaultSite
  ) throws(Diagnostic) {
    let torn = site.fault(
      "archive",
      at: offset,
      found: "a torn entry in the archive's directory",
      allowed: "a complete one"
    )
    guard bytes.has([0x50, 0x4b, 1, 2], at: offset),
      let flags = bytes.littleEndian(UInt16.self, at: offset + 8),
      let method = bytes.littleEndian(UInt16.self, at: offset + 10),
      let checksum = bytes.littleEndian(UInt32.self, at: offset + 16),
      let packed = bytes.littleEndian(UInt32.self, at: offset + 20),
      let unpacked = bytes.littleEndian(UInt32.self, at: offset + 24),
      let nameSize = bytes.littleEndian(UInt16.self, at: offset + 28).map(Int.init),
      let extraSize = bytes.littleEndian(UInt16.self, at: offset + 30).map(Int.init),
      let commentSize = bytes.littleEndian(UInt16.self, at: offset + 32).map(Int.init),
      let disk = bytes.littleEndian(UInt16.self, at: offset + 34),
      let header = bytes.littleEndian(UInt32.self, at: offset + 42)
    else { throw torn }
    let nameStart = offset + Self.fixedSize
    let extraStart = nameStart + nameSize
    let size = Self.fixedSize + nameSize + extraSize + commentSize
    guard offset + size <= directory.upperBound, nameSize > 0, disk == 0 else { throw torn }
    guard let name = String(validating: bytes.copy(nameStart..<extraStart), as: UTF8.self) else {
      throw site.fault(
        "archive",
        at: nameStart,
        found: "a member name that is not UTF-8",
        allowed: "UTF-8, as numpy writes it",
        remedy: "write the file again with numpy.savez"
      )
    }
    self.name = name
    self.checksum = Checksum(value: checksum)
    entrySize = size

    let site = site.part("member \(quoted(name))")
    guard flags & Self.refusedFlags == 0 else {
      throw site.fault(
        "archive",
        found: "an encrypted member",
        allowed: "a plain one",
        remedy: "write the file again with numpy.savez"
      )
    }
    guard let known = Method(rawValue: method) else {
      throw site.fault(
        "archive",
        found: "compression method \(method)",
        allowed: "0 (stored) or 8 (deflate)",
        remedy: "write the file again with numpy.savez_compressed"
      )
    }
    self.method = known

    // Sizes of 4 GiB and more stand in an extra field, in this order, each only where needed.
    var wide = ZipWideFields(bytes, in: extraStart..<(extraStart + extraSize))
    guard let byteCount = wide.value(of: unpacked), let packedSize = wide.value(of: packed),
      let headerOffset = wide.value(of: header)
    else { throw torn }
    self.byteCount = byteCount
    self.headerOffset = headerOffset
    data = 0..<0

    let start = try Self.dataStart(
      bytes,
      at: headerOffset,
      matching: (flags, method, checksum, packedSize, byteCount),
      name: bytes.copy(nameStart..<extraStart),
      site: site
    )
    guard start <= directory.lowerBound, packedSize <= directory.lowerBound - start else {
      throw site.fault(
        "archive",
        found: "\(packedSize) bytes of packed data from byte \(start) on",
        allowed: "an end before the archive's directory at byte \(directory.lowerBound)"
      )
    }
    guard known == .deflated || packedSize == byteCount else {
      throw site.fault(
        "archive",
        found: "\(packedSize) stored bytes",
        allowed: "\(byteCount), as the directory says"
      )
    }
    data = start..<(start + packedSize)
  }

  private typealias Facts = (
    flags: UInt16, method: UInt16, checksum: UInt32, packed: Int, unpacked: Int
  )

  /// Checks that the local header says what the directory says, and returns where the data begin.
  private static func dataStart(
    _ bytes: RawSpan,
    at offset: Int,
    matching facts: Facts,
    name: [UInt8],
    site: FaultSite
  ) throws(Diagnostic) -> Int {
    let disagreeing = site.fault(
      "archive",
      found: "a local header at byte \(offset) that does not match",
      allowed: "the name, method, checksum and sizes of the archive's directory"
    )
    guard offset <= bytes.byteCount, bytes.has([0x50, 0x4b, 3, 4], at: offset),
      let flags = bytes.littleEndian(UInt16.self, at: offset + 6),
      bytes.littleEndian(UInt16.self, at: offset + 8) == facts.method,
      let checksum = bytes.littleEndian(UInt32.self, at: offset + 14),
      let packed = bytes.littleEndian(UInt32.self, at: offset + 18),
      let unpacked = bytes.littleEndian(UInt32.self, at: offset + 22),
      bytes.littleEndian(UInt16.self, at: offset + 26) == UInt16(name.count),
      let extraSize = bytes.littleEndian(UInt16.self, at: offset + 28).map(Int.init),
      bytes.has(name, at: offset + localSize)
    else { throw disagreeing }
    let extraStart = offset + localSize + name.count
    let start = extraStart + extraSize
    guard start <= bytes.byteCount, flags & refusedFlags == 0 else { throw disagreeing }
    // A streamed member's numbers stand behind its data; only the directory has them in reach.
    if flags & streamedFlag != 0 { return start }
    var wide = ZipWideFields(bytes, in: extraStart..<start)
    guard flags & streamedFlag == facts.flags & streamedFlag, checksum == facts.checksum,
      wide.value(of: unpacked) == facts.unpacked, wide.value(of: packed) == facts.packed
    else { throw disagreeing }
    return start
  }
}

/// The 64-bit numbers of a zip64 extra field, handed out in order.
struct ZipWideFields {
  private var values: [UInt64] = []

  /// Finds the zip64 field among the extra fields in `range`; there need not be one.
  init(_ bytes: RawSpan, in range: Range<Int>) {
    var offset = range.lowerBound
    while range.upperBound - offset >= 4,
      let tag = bytes.littleEndian(UInt16.self, at: offset),
      let size = bytes.littleEndian(UInt16.self, at: offset + 2).map(Int.init)
    {
      let end = offset + 4 + size
      guard end <= range.upperBound else { return }
      if tag == 1 {
        values = (0..<(size / 8)).compactMap { index in
          bytes.littleEndian(UInt64.self, at: offset + 4 + 8 * index)
        }
        values.reverse()
        return
      }
      offset = end
    }
  }

  /// The number that a 32-bit field means: itself, or the next wide one when all its bits are set;
  /// `nil` when that is missing or beyond 63 bits.
  mutating func value(of narrow: UInt32) -> Int? {
    guard narrow == .max else { return Int(narrow) }
    return values.popLast().flatMap(Int.init(exactly:))
  }
}
