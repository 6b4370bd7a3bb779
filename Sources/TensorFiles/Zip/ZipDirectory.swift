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
    let (place, end) = try Self.endRecord(bytes, at: site)
    let locatorPlace = place - ZipRecord.Kind.wideLocator.size
    let record =
      bytes.has(ZipRecord.Kind.wideLocator.signature, at: locatorPlace)
      ? Self.wideEnd(bytes, locatorPlace, end) : (place, end)
    guard let (directoryEnd, record) = record, record[.disk] == 0, record[.directoryDisk] == 0,
      record[.countHere] == record[.count], let count = Int(exactly: record[.count]),
      let size = Int(exactly: record[.directorySize]),
      let start = Int(exactly: record[.directoryStart]), start <= directoryEnd,
      directoryEnd - start == size, count <= size / ZipRecord.Kind.directoryEntry.size
    else {
      throw site.fault(
        "archive",
        at: place,
        found: "an end record that does not fit the archive",
        allowed: "one disk, and a directory that ends where the end record begins"
      )
    }
    range = start..<directoryEnd
    self.count = count
  }

  private typealias PlacedRecord = (place: Int, record: ZipRecord)

  /// Finds the one end record whose comment ends with the file.
  private static func endRecord(
    _ bytes: RawSpan,
    at site: FaultSite
  ) throws(Diagnostic) -> PlacedRecord {
    var found: PlacedRecord?
    let size = ZipRecord.Kind.end.size
    // The comment before the end of the file may be as long as its 16 bits can say.
    let lowest = max(0, bytes.byteCount - size - 0xffff)
    // Every archive is looked through as far as that: by a counter, which costs nothing beside the byte.
    var next = bytes.byteCount - size
    while next >= lowest {
      let place = next
      next -= 1
      guard bytes.byte(at: place) == 0x50, let record = ZipRecord(.end, bytes, at: place),
        place + size + Int(record[.commentSize]) == bytes.byteCount
      else { continue }
      guard found == nil else {
        throw site.fault(
          "archive",
          at: place,
          found: "a second end record",
          allowed: "one, which ends with the file",
          remedy: "write the file again with numpy.savez; readers disagree about such archives"
        )
      }
      found = (place, record)
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

  /// Reads the zip64 end record that the locator before `end` points to; `nil` when any part
  /// contradicts another.
  private static func wideEnd(
    _ bytes: RawSpan,
    _ locatorPlace: Int,
    _ end: ZipRecord
  ) -> PlacedRecord? {
    let (kind, place) = (ZipRecord.Kind.wideEnd, locatorPlace - ZipRecord.Kind.wideEnd.size)
    guard let locator = ZipRecord(.wideLocator, bytes, at: locatorPlace),
      locator[.directoryDisk] == 0, locator[.diskCount] == 1,
      Int(exactly: locator[.wideEndOffset]) == place,
      let record = ZipRecord(kind, bytes, at: place), record[.recordSize] == kind.size - 12
    else { return nil }
    // A narrow field repeats the wide one, or defers to it.
    let agrees = [ZipRecord.Field.count, .directorySize, .directoryStart].allSatisfy {
      end.isFull($0) || end[$0] == record[$0]
    }
    return agrees ? (place, record) : nil
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
