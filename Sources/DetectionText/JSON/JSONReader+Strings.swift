extension JSONReader {
  /// Reads a string from its opening to its closing quote.
  mutating func readString() throws(JSONError) -> String {
    offset += 1
    var text: [UInt8] = []
    var start = offset
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        text += bytes[start..<offset]
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += bytes[start..<offset]
        text += try readEscape()
        start = offset
      case 0..<0x20:
        throw error(.controlCharacter(byte))
      default:
        offset += 1
      }
    }
    throw error(.unterminatedString)
  }

  /// Reads a backslash and what it stands for.
  private mutating func readEscape() throws(JSONError) -> [UInt8] {
    let start = offset
    offset += 1
    guard let byte = peek() else { throw error(.unterminatedString) }
    let plain: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = byte
    case UInt8(ascii: "b"): plain = 0x08
    case UInt8(ascii: "f"): plain = 0x0C
    case UInt8(ascii: "n"): plain = 0x0A
    case UInt8(ascii: "r"): plain = 0x0D
    case UInt8(ascii: "t"): plain = 0x09
    case UInt8(ascii: "u"): return try readUnicodeEscape(from: start)
    default:
      let scalar = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self)
        .unicodeScalars.first
      offset = start
      throw error(.unknownEscape(scalar.map { .character($0) } ?? .endOfFile))
    }
    offset += 1
    return [plain]
  }

  /// Reads the rest of `\uXXXX`, and the second half of a surrogate pair.
  private mutating func readUnicodeEscape(from start: Int) throws(JSONError) -> [UInt8] {
    let high = try readFourDigits(from: start)
    var code = UInt32(high)
    if UTF16.isLeadSurrogate(high) {
      let second = offset
      guard take(UInt8(ascii: "\\")), peek() == UInt8(ascii: "u") else {
        offset = start
        throw error(.loneSurrogate(high))
      }
      let low = try readFourDigits(from: second)
      if UTF16.isTrailSurrogate(low) {
        code = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      }
    }
    guard let scalar = Unicode.Scalar(code) else {
      offset = start
      throw error(.loneSurrogate(high))
    }
    return Array(String(scalar).utf8)
  }

  /// Reads `uXXXX`.
  private mutating func readFourDigits(from start: Int) throws(JSONError) -> UInt16 {
    offset += 1
    var code: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        if offset < bytes.count { offset = start }
        throw error(offset < bytes.count ? .badUnicodeEscape : .unterminatedString)
      }
      code = code << 4 | UInt16(digit)
      offset += 1
    }
    return code
  }
}
