/// Makes ZIP archives, broken ones included: nothing that is asked for is checked.
enum ZipBytes {
  /// A member, whose parts may contradict each other.
  struct Member {
    /// The name in the directory.
    var name: String

    /// The name in the local header, where it differs.
    var localName: String?

    /// The packed bytes.
    var packed: [UInt8]

    /// The size that the archive states for the unpacked bytes.
    var size: UInt32

    /// The checksum that the archive states.
    var checksum: UInt32

    /// The method: 0 is stored, 8 is deflate.
    var method: UInt16 = 0

    /// The flags.
    var flags: UInt16 = 0

    /// Where the directory says that the local header is, where it lies.
    var offset: UInt32?

    /// A stored member that is as it should be.
    init(_ name: String, _ content: [UInt8]) {
      self.name = name
      packed = content
      size = UInt32(content.count)
      checksum = crc32(content)
    }

    /// The same with some parts changed.
    func with(_ change: (inout Member) -> Void) -> Member {
      var copy = self
      change(&copy)
      return copy
    }
  }

  /// An archive of `members`.
  static func archive(_ members: [Member]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let offset = UInt32(bytes.count)
      let name = Array((member.localName ?? member.name).utf8)
      bytes += [0x50, 0x4b, 3, 4] + common(member) + little(UInt16(name.count)) + [0, 0]
      bytes += name + member.packed
      let listed = Array(member.name.utf8)
      directory += [0x50, 0x4b, 1, 2, 20, 0] + common(member) + little(UInt16(listed.count))
      directory += [UInt8](repeating: 0, count: 12) + little(member.offset ?? offset) + listed
    }
    return bytes + directory + end(members.count, size: directory.count, start: bytes.count)
  }

  /// An end record.
  static func end(_ count: Int, size: Int, start: Int) -> [UInt8] {
    let number = little(UInt16(count))
    var record: [UInt8] = [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + number + number
    record += little(UInt32(size)) + little(UInt32(start)) + [0, 0]
    return record
  }

  private static func common(_ member: Member) -> [UInt8] {
    var fields: [UInt8] = [20, 0]
    fields += little(member.flags) + little(member.method)
    fields += [0, 0, 33, 0] + little(member.checksum)
    fields += little(UInt32(member.packed.count)) + little(member.size)
    return fields
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: value.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

/// The CRC-32 of `bytes`, bit by bit.
///
/// - Source: ISO 3309, as ZIP uses it.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  var value = UInt32.max
  for byte in bytes { value = value >> 8 ^ crcTable[Int(UInt8(value & 0xff) ^ byte)] }
  return ~value
}

private let crcTable: [UInt32] = (0..<256).map { index in
  var value = UInt32(index)
  for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xedb8_8320 }
  return value
}

/// `content` followed by runs of 258 zeros, as deflate packs them: 13 bits a run.
///
/// - Source: RFC 1951, sections 3.2.4 to 3.2.6.
func deflated(_ content: [UInt8], runs: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  var filled = 0
  func put(_ bits: [Int]) {
    for bit in bits {
      if filled % 8 == 0 { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8(bit << (filled % 8))
      filled += 1
    }
  }
  // A stored block of the content, up to 65,535 bytes; then one block with the fixed codes.
  put([0, 0, 0])
  filled += (8 - filled % 8) % 8
  let length = UInt16(content.count)
  for half in [length, ~length] {
    bytes += [UInt8(truncatingIfNeeded: half), UInt8(truncatingIfNeeded: half >> 8)]
  }
  bytes += content
  filled = bytes.count * 8
  put([1, 1, 0])
  put([0, 0, 1, 1, 0, 0, 0, 0])  // one zero, which the runs repeat
  let run = [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0]
  var rest = runs
  while rest > 0, rest < 16 || filled % 8 != 0 {
    put(run)
    rest -= 1
  }
  if rest > 0 {
    // Eight runs are thirteen whole bytes, which a bomb of millions repeats.
    for _ in 0..<8 { put(run) }
    let eight = bytes.suffix(13)
    for _ in 0..<(rest / 8 - 1) { bytes += eight }
    filled = bytes.count * 8
    for _ in 0..<rest % 8 { put(run) }
  }
  put([0, 0, 0, 0, 0, 0, 0])
  return bytes
}
