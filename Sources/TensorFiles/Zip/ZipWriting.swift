/// A stored member of a ZIP archive that is being written.
struct ZipRecord {
  /// Where the checksum stands in the local header.
  static let checksumOffset = 14

  /// The name in the archive, in UTF-8.
  var name: [UInt8]

  /// Where the local header begins.
  var offset: Int

  /// The bytes of the content.
  var byteCount: Int

  /// The checksum of the content so far.
  var checksum = Checksum()

  /// UTF-8 names; what is ASCII anyway needs no flag.
  private var flags: UInt16 { name.contains { $0 > 0x7f } ? 0x0800 : 0 }

  /// The record before the data.
  var localHeader: [UInt8] {
    var wide = ZipWideRecord()
    let size = wide.narrowed(byteCount)
    // In a local header the field must hold both sizes or none.
    _ = wide.narrowed(byteCount)
    var record: [UInt8] = [0x50, 0x4b, 3, 4]
    appendCommon(to: &record, wide: wide, size: size)
    record += name
    record += wide.field
    return record
  }

  /// The record in the directory.
  var directoryEntry: [UInt8] {
    var wide = ZipWideRecord()
    let size = wide.narrowed(byteCount)
    _ = wide.narrowed(byteCount)
    let offset = wide.narrowed(offset)
    var record: [UInt8] = [0x50, 0x4b, 1, 2]
    // Made by Unix, so that the permissions below are understood, with version 4.5 at most.
    record.appendLittleEndian(UInt16(3 << 8 | 45))
    appendCommon(to: &record, wide: wide, size: size)
    record.appendLittleEndian(UInt16(0))
    record.appendLittleEndian(UInt16(0))
    record.appendLittleEndian(UInt16(0))
    record.appendLittleEndian(UInt32(0o100644) << 16)
    record.appendLittleEndian(offset)
    record += name
    record += wide.field
    return record
  }

  /// The fields that both records share: version to the length of the extra field.
  private func appendCommon(to record: inout [UInt8], wide: ZipWideRecord, size: UInt32) {
    record.appendLittleEndian(UInt16(wide.isNeeded ? 45 : 20))
    record.appendLittleEndian(flags)
    record.appendLittleEndian(ZipEntry.Method.stored.rawValue)
    record.appendLittleEndian(UInt16(0))
    // 1 January 1980, the first day that the format can name.
    record.appendLittleEndian(UInt16(1 << 5 | 1))
    record.appendLittleEndian(checksum.value)
    record.appendLittleEndian(size)
    record.appendLittleEndian(size)
    record.appendLittleEndian(UInt16(name.count))
    record.appendLittleEndian(UInt16(wide.field.count))
  }
}

/// The zip64 extra field: the numbers that do not fit in 32 bits.
struct ZipWideRecord {
  private var values: [UInt64] = []

  /// Whether any number needs the field.
  var isNeeded: Bool { !values.isEmpty }

  /// The number for the 32-bit field: itself, or all bits set when it goes into this field.
  mutating func narrowed(_ value: Int) -> UInt32 {
    guard value >= UInt32.max else { return UInt32(value) }
    values.append(UInt64(value))
    return .max
  }

  /// The bytes of the field; none when it is not needed.
  var field: [UInt8] {
    guard isNeeded else { return [] }
    var field: [UInt8] = []
    field.appendLittleEndian(UInt16(1))
    field.appendLittleEndian(UInt16(8 * values.count))
    for value in values { field.appendLittleEndian(value) }
    return field
  }
}

/// The records that end an archive, with the zip64 ones where 32 bits do not suffice.
package func zipEnd(count: Int, directory: Range<Int>) -> [UInt8] {
  let isWide =
    count >= UInt16.max || directory.count >= UInt32.max || directory.lowerBound >= UInt32.max
  var record: [UInt8] = []
  if isWide {
    record += [0x50, 0x4b, 6, 6]
    record.appendLittleEndian(UInt64(44))
    record.appendLittleEndian(UInt16(3 << 8 | 45))
    record.appendLittleEndian(UInt16(45))
    record.appendLittleEndian(UInt64(0))
    record.appendLittleEndian(UInt64(count))
    record.appendLittleEndian(UInt64(count))
    record.appendLittleEndian(UInt64(directory.count))
    record.appendLittleEndian(UInt64(directory.lowerBound))
    record += [0x50, 0x4b, 6, 7]
    record.appendLittleEndian(UInt32(0))
    record.appendLittleEndian(UInt64(directory.upperBound))
    record.appendLittleEndian(UInt32(1))
  }
  let narrowCount = UInt16(clamping: count)
  record += [0x50, 0x4b, 5, 6]
  record.appendLittleEndian(UInt32(0))
  record.appendLittleEndian(narrowCount)
  record.appendLittleEndian(narrowCount)
  record.appendLittleEndian(UInt32(clamping: directory.count))
  record.appendLittleEndian(UInt32(clamping: directory.lowerBound))
  record.appendLittleEndian(UInt16(0))
  return record
}

extension [UInt8] {
  /// Appends the bytes of `value`, the least significant first.
  mutating func appendLittleEndian<Bits: FixedWidthInteger & UnsignedInteger>(_ value: Bits) {
    for shift in stride(from: 0, to: Bits.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
