/// A stored member of a ZIP archive that is being written.
struct StoredMember {
  /// The name in the archive, in UTF-8.
  let name: [UInt8]

  /// Where the local header begins.
  let offset: Int

  /// The bytes of the content.
  let byteCount: Int

  /// The checksum of the content so far.
  var checksum = Checksum()

  /// The record before the data.
  var localHeader: [UInt8] { record(.localHeader) }

  /// The record in the directory.
  var directoryEntry: [UInt8] { record(.directoryEntry) }

  private func record(_ kind: ZipRecord.Kind) -> [UInt8] {
    var wide = ZipWideNumbers()
    let packed = wide.narrowed(byteCount)
    let unpacked = wide.narrowed(byteCount)
    let offset = kind == .directoryEntry ? wide.narrowed(offset) : 0
    let extra = wide.field
    let record = ZipRecord(
      kind,
      [
        // Made by Unix, so that the permissions below are understood, with version 4.5 at most.
        .madeBy: 3 << 8 | 45,
        .neededVersion: extra.isEmpty ? 20 : 45,
        // UTF-8 names; what is ASCII anyway needs no flag.
        .flags: name.contains { $0 > 0x7f } ? 0x0800 : 0,
        .method: ZipEntry.Method.stored.rawValue,
        // 1 January 1980, the first day that the format can name.
        .date: 1 << 5 | 1,
        .checksum: UInt64(checksum.value),
        .packed: packed,
        .unpacked: unpacked,
        .nameSize: UInt64(name.count),
        .extraSize: UInt64(extra.count),
        .permissions: 0o100644 << 16,
        .headerOffset: offset,
      ]
    )
    return record.bytes + name + extra
  }
}

/// The records that end an archive, with the zip64 ones where 32 bits do not suffice.
package func zipEnd(count: Int, directory: Range<Int>) -> [UInt8] {
  let needsWide =
    count >= UInt16.max || directory.count >= UInt32.max || directory.lowerBound >= UInt32.max
  let wideEnd = ZipRecord(
    .wideEnd,
    [
      // But for the signature and this number itself.
      .recordSize: UInt64(ZipRecord.Kind.wideEnd.size - 12),
      .madeBy: 3 << 8 | 45,
      .neededVersion: 45,
      .countHere: UInt64(count),
      .count: UInt64(count),
      .directorySize: UInt64(directory.count),
      .directoryStart: UInt64(directory.lowerBound),
    ]
  )
  let locator = ZipRecord(
    .wideLocator,
    [.wideEndOffset: UInt64(directory.upperBound), .diskCount: 1]
  )
  let end = ZipRecord(
    .end,
    [
      .countHere: UInt64(UInt16(clamping: count)),
      .count: UInt64(UInt16(clamping: count)),
      .directorySize: UInt64(UInt32(clamping: directory.count)),
      .directoryStart: UInt64(UInt32(clamping: directory.lowerBound)),
    ]
  )
  return (needsWide ? wideEnd.bytes + locator.bytes : []) + end.bytes
}
