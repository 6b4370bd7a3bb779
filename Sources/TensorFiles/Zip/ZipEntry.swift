import DetectionText

/// A member of a ZIP archive, as the central directory and its local header agree on it.
struct ZipEntry {
  /// The flags of encryption, patches and hidden headers, none of which are read.
  private static let refusedFlags: UInt64 = 0x0001 | 0x0020 | 0x0040 | 0x2000

  /// The flag of a member whose local header was written before its sizes were known.
  private static let streamedFlag: UInt64 = 0x0008

  /// How the content is packed.
  enum Method: UInt64 {
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
  let data: Range<Int>

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
    // Made where there is one: an archive may have a hundred thousand entries.
    let file = site
    var torn: Diagnostic {
      file.fault(
        "archive",
        at: offset,
        found: "a torn entry in the archive's directory",
        allowed: "a complete one"
      )
    }
    guard let record = ZipRecord(.directoryEntry, bytes, at: offset) else { throw torn }
    let nameStart = offset + ZipRecord.Kind.directoryEntry.size
    let extraStart = nameStart + Int(record[.nameSize])
    let extraEnd = extraStart + Int(record[.extraSize])
    let end = extraEnd + Int(record[.commentSize])
    guard end <= directory.upperBound, extraStart > nameStart, record[.disk] == 0 else {
      throw torn
    }
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
    checksum = Checksum(value: UInt32(truncatingIfNeeded: record[.checksum]))
    entrySize = end - offset

    var site: FaultSite { file.part("member \(quoted(name))") }
    guard record[.flags] & Self.refusedFlags == 0 else {
      throw site.fault(
        "archive",
        found: "an encrypted member",
        allowed: "a plain one",
        remedy: "write the file again with numpy.savez"
      )
    }
    guard let method = Method(rawValue: record[.method]) else {
      throw site.fault(
        "archive",
        found: "compression method \(record[.method])",
        allowed: "0 (stored) or 8 (deflate)",
        remedy: "write the file again with numpy.savez_compressed"
      )
    }
    self.method = method

    // Sizes of 4 GiB and more stand in an extra field, in this order, each only where needed.
    var wide = ZipWideNumbers(bytes, in: extraStart..<extraEnd)
    guard let byteCount = wide.next(for: record[.unpacked]),
      let packedSize = wide.next(for: record[.packed]),
      let headerOffset = wide.next(for: record[.headerOffset])
    else { throw torn }
    self.byteCount = byteCount
    self.headerOffset = headerOffset
    let start = Self.dataStart(
      bytes,
      at: headerOffset,
      matching: record,
      sizes: (packedSize, byteCount),
      name: bytes.copy(nameStart..<extraStart)
    )
    guard let start else {
      throw site.fault(
        "archive",
        found: "a local header at byte \(headerOffset) that does not match",
        allowed: "the name, method, checksum and sizes of the archive's directory"
      )
    }
    guard start <= directory.lowerBound, packedSize <= directory.lowerBound - start else {
      throw site.fault(
        "archive",
        found: "\(packedSize) bytes of packed data from byte \(start) on",
        allowed: "an end before the archive's directory at byte \(directory.lowerBound)"
      )
    }
    guard method == .deflated || packedSize == byteCount else {
      throw site.fault(
        "archive",
        found: "\(packedSize) stored bytes",
        allowed: "\(byteCount), as the directory says"
      )
    }
    data = start..<(start + packedSize)
  }

  /// Where the data begin; `nil` where the local header does not say what the directory says.
  private static func dataStart(
    _ bytes: RawSpan,
    at offset: Int,
    matching entry: ZipRecord,
    sizes: (packed: Int, unpacked: Int),
    name: [UInt8]
  ) -> Int? {
    guard let local = ZipRecord(.localHeader, bytes, at: offset),
      local[.method] == entry[.method], local[.nameSize] == name.count,
      bytes.has(name, at: offset + ZipRecord.Kind.localHeader.size)
    else { return nil }
    let extraStart = offset + ZipRecord.Kind.localHeader.size + name.count
    let start = extraStart + Int(local[.extraSize])
    guard start <= bytes.byteCount, local[.flags] & refusedFlags == 0 else { return nil }
    // A streamed member's numbers stand behind its data; only the directory has them in reach.
    if local[.flags] & streamedFlag != 0 { return start }
    var wide = ZipWideNumbers(bytes, in: extraStart..<start)
    guard entry[.flags] & streamedFlag == 0, local[.checksum] == entry[.checksum],
      wide.next(for: local[.unpacked]) == sizes.unpacked,
      wide.next(for: local[.packed]) == sizes.packed
    else { return nil }
    return start
  }
}
