import DetectionText

/// Where the central directory of a ZIP archive stands, as its end record says.
///
/// ```
/// members ... | central directory | [zip64 end record | zip64 locator] | end record | comment
/// ```
///
/// The parts must follow each other without a gap: the end record must be the only one whose
/// comment ends with the file, and the directory must end where the end records begin. Readers
/// that are more lenient disagree with each other about what an archive holds.
///
/// - Source: PKWARE, *APPNOTE.TXT - .ZIP File Format Specification*, 4.3.14 to 4.3.16.
struct ZipDirectory {
  /// The size of an end record without its comment.
  private static let endSize = 22

  /// How far from the end of the file an end record may begin: its own size and a whole comment.
  private static let farthestEnd = endSize + 0xffff

  private static let locatorSize = 20
  private static let wideEndSize = 56

  /// The bytes of the central directory.
  let range: Range<Int>

  /// The number of its entries.
  let count: Int

  /// Finds the directory.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - site: The file, for messages.
  /// - Throws: A `tensor.archive` fault.
  init(_ bytes: RawSpan, at site: FaultSite) throws(Diagnostic) {
    let end = try Self.endRecord(bytes, at: site)
    let torn = site.fault(
      "archive",
      at: end,
      found: "an end record that does not fit the archive",
      allowed: "one disk, and a directory that ends where the end record begins"
    )
    let isWide = bytes.has([0x50, 0x4b, 6, 7], at: end - Self.locatorSize)
    let fields = isWide ? Self.wideFields(bytes, end: end) : Self.narrowFields(bytes, end: end)
    guard let (start, size, count, directoryEnd) = fields, start <= directoryEnd,
      directoryEnd - start == size, count <= size / ZipEntry.fixedSize
    else { throw torn }
    range = start..<directoryEnd
    self.count = count
  }

  /// Finds the one end record whose comment ends with the file.
  private static func endRecord(
    _ bytes: RawSpan,
    at site: FaultSite
  ) throws(Diagnostic) -> Int {
    var found: Int?
    var offset = bytes.byteCount - endSize
    let lowest = max(0, bytes.byteCount - farthestEnd)
    while offset >= lowest {
      defer { offset -= 1 }
      guard bytes.byte(at: offset) == 0x50, bytes.has([0x50, 0x4b, 5, 6], at: offset),
        let comment = bytes.littleEndian(UInt16.self, at: offset + 20),
        offset + endSize + Int(comment) == bytes.byteCount
      else { continue }
      guard found == nil else {
        throw site.fault(
          "archive",
          at: offset,
          found: "a second end record",
          allowed: "one, which ends with the file",
          remedy: "write the file again with numpy.savez; readers disagree about such archives"
        )
      }
      found = offset
    }
    guard let found else {
      throw site.fault(
        "archive",
        at: bytes.byteCount,
        found: "no end record of a ZIP archive",
        allowed: "one, which ends with the file"
      )
    }
    return found
  }

  private typealias Fields = (start: Int, size: Int, count: Int, directoryEnd: Int)

  /// Reads an end record; `nil` when it speaks of several disks.
  private static func narrowFields(_ bytes: RawSpan, end: Int) -> Fields? {
    guard bytes.littleEndian(UInt32.self, at: end + 4) == 0,
      let here = bytes.littleEndian(UInt16.self, at: end + 8),
      let count = bytes.littleEndian(UInt16.self, at: end + 10), here == count,
      let size = bytes.littleEndian(UInt32.self, at: end + 12),
      let start = bytes.littleEndian(UInt32.self, at: end + 16)
    else { return nil }
    return (Int(start), Int(size), Int(count), end)
  }

  /// Reads the zip64 end record that the locator before `end` points to; `nil` when any part
  /// contradicts another.
  private static func wideFields(_ bytes: RawSpan, end: Int) -> Fields? {
    let locator = end - locatorSize
    guard bytes.littleEndian(UInt32.self, at: locator + 4) == 0,
      let place = bytes.littleEndian(UInt64.self, at: locator + 8).flatMap(Int.init(exactly:)),
      bytes.littleEndian(UInt32.self, at: locator + 16) == 1,
      place == locator - wideEndSize, bytes.has([0x50, 0x4b, 6, 6], at: place),
      bytes.littleEndian(UInt64.self, at: place + 4) == UInt64(wideEndSize - 12),
      bytes.littleEndian(UInt64.self, at: place + 16) == 0,
      let here = bytes.littleEndian(UInt64.self, at: place + 24),
      let count = bytes.littleEndian(UInt64.self, at: place + 32), here == count,
      let size = bytes.littleEndian(UInt64.self, at: place + 40),
      let start = bytes.littleEndian(UInt64.self, at: place + 48),
      agrees(bytes.littleEndian(UInt16.self, at: end + 10), with: count),
      agrees(bytes.littleEndian(UInt32.self, at: end + 12), with: size),
      agrees(bytes.littleEndian(UInt32.self, at: end + 16), with: start),
      let count = Int(exactly: count), let size = Int(exactly: size),
      let start = Int(exactly: start)
    else { return nil }
    return (start, size, count, place)
  }

  /// Whether a narrow field repeats the wide one, or defers to it by having all bits set.
  private static func agrees<Bits: FixedWidthInteger>(_ narrow: Bits?, with wide: UInt64) -> Bool {
    guard let narrow else { return false }
    return narrow == Bits.max || narrow == wide
  }
}

// MARK: - The entries

extension ZipDirectory {
  /// The members, in the order of the directory.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - site: The file, for messages.
  /// - Returns: The members, of which no two have one name.
  /// - Throws: A `tensor.archive` fault.
  func entries(_ bytes: RawSpan, at site: FaultSite) throws(Diagnostic) -> [ZipEntry] {
    var entries: [ZipEntry] = []
    var names: Set<String> = []
    var offset = range.lowerBound
    while entries.count < count {
      let entry = try ZipEntry(bytes, at: offset, directory: range, site: site)
      guard names.insert(entry.name).inserted else {
        throw site.fault(
          "archive",
          at: offset,
          found: "a second member named \(quoted(entry.name))",
          allowed: "each name once",
          remedy: "write the file again with numpy.savez"
        )
      }
      entries.append(entry)
      offset += entry.entrySize
    }
    guard offset == range.upperBound else {
      throw site.fault(
        "archive",
        at: offset,
        found: "\(range.upperBound - offset) bytes behind the last directory entry",
        allowed: "the end of the directory"
      )
    }
    return entries
  }

  /// Members that share bytes are how small archives are made to unpack to petabytes.
  static func refuseOverlap(_ entries: [ZipEntry], at site: FaultSite) throws(Diagnostic) {
    let sorted = entries.sorted { $0.headerOffset < $1.headerOffset }
    for (entry, next) in zip(sorted, sorted.dropFirst())
    where next.headerOffset < entry.extent.upperBound {
      throw site.fault(
        "archive",
        at: next.headerOffset,
        found: "member \(quoted(next.name)) inside \(quoted(entry.name))",
        allowed: "members that share no bytes",
        remedy: "do not trust this file: only archives made to do harm look like this"
      )
    }
  }
}
