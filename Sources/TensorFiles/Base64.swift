/// Bytes written as text, six bits a character.
///
/// - Source: RFC 4648, section 4; strict: no line breaks, and the padding that belongs there.
struct Base64Text {
  /// How many bytes there are.
  let byteCount: Int

  /// What each character stands for; 64 for one that stands for nothing.
  private static let values: [UInt8] = {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    var values = [UInt8](repeating: 64, count: 256)
    for (value, character) in alphabet.utf8.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// A text; `nil` for one of another length than the grammar has.
  init?(_ text: RawSpan) {
    guard text.byteCount % 4 == 0 else { return nil }
    let equals = UInt8(ascii: "=")
    let padding =
      text.byteCount == 0 || text.byte(at: text.byteCount - 1) != equals
      ? 0 : text.byte(at: text.byteCount - 2) == equals ? 2 : 1
    byteCount = text.byteCount / 4 * 3 - padding
  }

  /// Decodes as many bytes as `target` has room for.
  ///
  /// - Parameters:
  ///   - text: The text that this was made of.
  ///   - target: At most ``byteCount`` bytes.
  /// - Returns: The place of the first character that stands for nothing; `nil` where all do.
  func decode(_ text: RawSpan, into target: inout MutableRawSpan) -> Int? {
    let values = Self.values
    let room = target.byteCount
    var (place, end) = (0, 0)
    while end < room {
      var bits: UInt32 = 0
      // The last group may be shorter; what it does not need must be the padding.
      let needed = min(3, byteCount - end)
      for index in 0..<4 {
        let character = text.byte(at: place + index)
        if index > needed {
          guard character == UInt8(ascii: "=") else { return place + index }
        }
        let value = index > needed ? 0 : values[Int(character)]
        guard value < 64 else { return place + index }
        bits = bits << 6 | UInt32(value)
      }
      // Bits beyond the last byte would be a second spelling of it.
      guard needed == 3 || bits & (UInt32(1) << UInt32(8 * (3 - needed)) - 1) == 0 else {
        return place + needed
      }
      for index in 0..<min(needed, room - end) {
        target.storeBytes(
          of: UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * index)),
          toByteOffset: end + index,
          as: UInt8.self
        )
      }
      place += 4
      end += 3
    }
    return nil
  }
}
