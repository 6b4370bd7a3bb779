extension JSONReader {
  // MARK: - Bytes

  /// The next byte, or `nil` at the end.
  func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Steps over the next byte if it is `byte`.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    offset += 1
    return true
  }

  /// Steps over the four characters that JSON calls white space.
  mutating func skipWhitespace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      offset += 1
    }
  }

  /// The letters, digits and marks from here on that a person would take for one word or number.
  func word() -> String {
    // Enough to recognise any literal; a message shows no more.
    let longest = 64
    var end = offset
    while end < bytes.count, end - offset < longest, isWordByte(bytes[end]) { end += 1 }
    return String(decoding: bytes[offset..<end], as: UTF8.self)
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "+"):
      true
    default:
      false
    }
  }

  /// The next scalar, or `nil` at the end.
  private func scalar() -> Unicode.Scalar? {
    // No scalar is longer than four bytes.
    String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self)
      .unicodeScalars.first
  }

  // MARK: - What stands where something else was expected

  /// What may stand at a place, in the words of a message.
  enum Expected: String {
    case value = "a value"
    case valueOrBracket = "a value or \"]\""
    case key = "a key"
    case keyOrBrace = "a key or \"}\""
    case colon = "\":\""
    case commaOrBracket = "\",\" or \"]\""
    case commaOrBrace = "\",\" or \"}\""
    case nothing = "nothing more"
  }

  /// What stands here is not what was expected.
  mutating func unexpected(_ expected: Expected) -> Diagnostic {
    let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    let isComment =
      peek() == UInt8(ascii: "#")
      || peek() == UInt8(ascii: "/") && (next == UInt8(ascii: "/") || next == UInt8(ascii: "*"))
    if isComment { return fault("a comment", allowed: "none in JSON", remedy: "remove it") }
    guard let scalar = scalar() else {
      return fault(
        "the end of the file",
        allowed: expected.rawValue,
        remedy: "check that the file is complete"
      )
    }
    var word = word()
    if word.utf8.count < 2 { word = scalar.properties.isAlphabetic ? String(scalar) : "" }
    return fault(
      word.isEmpty ? spelled(scalar) : shortened(word),
      allowed: expected.rawValue,
      remedy: scalar == "'"
        ? "put strings and keys in double quotes" : remedy(for: word, expected)
    )
  }

  /// What to do about `word`, which is empty for a character that begins none.
  private func remedy(for word: String, _ expected: Expected) -> String {
    switch expected {
    case .value, .valueOrBracket:
      switch word.lowercased() {
      case "": "put a value here"
      case "nan", "-nan", "infinity", "-infinity", "inf", "-inf": "write a finite number"
      case "true", "false": "write \(word.lowercased())"
      case "null", "none", "nil": "write null"
      default: "put strings in double quotes"
      }
    case .key, .keyOrBrace:
      word.isEmpty ? "put a key in double quotes here" : "put the key in double quotes"
    case .colon: "put a colon between the key and its value"
    case .commaOrBracket, .commaOrBrace: "check for a missing comma, quote or bracket"
    case .nothing: "remove what stands after the end"
    }
  }

  /// A character in the words of a message.
  private func spelled(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\"" { return "a quote" }
    let isVisible = !steersTerminal(scalar) && !scalar.properties.isWhitespace
    return isVisible ? "\"\(scalar)\"" : "character \(codePoint(scalar.value))"
  }

  // MARK: - Numbers

  /// Reads `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` and keeps its text.
  mutating func readNumber() throws(Diagnostic) -> String {
    let start = offset
    try skipNumber()
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  mutating func skipNumber() throws(Diagnostic) {
    let start = offset
    _ = take(UInt8(ascii: "-"))
    let leading = offset
    try readDigits(from: start)
    if bytes[leading] == UInt8(ascii: "0"), offset - leading > 1 {
      offset = start
      throw fault(
        shortened(word()),
        allowed: "a number without leading zeros",
        remedy: "remove the zeros in front"
      )
    }
    if take(UInt8(ascii: ".")) { try readDigits(from: start) }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try readDigits(from: start)
    }
  }

  /// Steps over at least one digit of the number that began at `start`.
  private mutating func readDigits(from start: Int) throws(Diagnostic) {
    let first = offset
    while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
    guard offset == first else { return }
    guard first < bytes.count else { throw unexpected(.value) }
    let isWord =
      bytes[first] & 0xDF >= UInt8(ascii: "A") && bytes[first] & 0xDF <= UInt8(ascii: "Z")
    offset = start
    // "-Infinity" and "-nan" are words rather than unfinished numbers.
    throw isWord && first == start + 1 ? unexpected(.value) : missingDigit(of: word())
  }

  /// A minus sign, decimal point or exponent without a digit where one is needed.
  mutating func missingDigit(of number: String) -> Diagnostic {
    fault(
      quoted(number),
      allowed: "a number with a digit on both sides of the point and after \"-\" and \"e\"",
      remedy: "write the number out, such as 0.5 or 1e-3"
    )
  }

  // MARK: - Strings

  /// Reads a string from its opening to its closing quote.
  mutating func readString() throws(Diagnostic) -> String {
    offset += 1
    var text: [UInt8] = []
    var start = offset
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        let last = bytes[start..<offset]
        offset += 1
        return String(decoding: text.isEmpty ? last : (text + last)[...], as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += bytes[start..<offset]
        text += try readEscape()
        start = offset
      case 0x0A, 0x0D:
        throw fault(
          "a line break inside a string",
          allowed: "strings that end on their line",
          remedy: "add the closing quote, or write the line break as \\n"
        )
      case 0..<0x20:
        throw fault(
          "control character \(codePoint(UInt32(byte))) inside a string",
          allowed: "control characters only as escapes",
          remedy: byte == 0x09 ? "write \\t" : "write \\u00\(hexadecimal(byte))"
        )
      default:
        offset += 1
      }
    }
    throw unterminated()
  }

  private mutating func unterminated() -> Diagnostic {
    fault(
      "the end of the file inside a string",
      allowed: "a closing quote",
      remedy: "check that the file is complete"
    )
  }

  /// Reads a backslash and what it stands for.
  private mutating func readEscape() throws(Diagnostic) -> [UInt8] {
    let start = offset
    offset += 1
    guard let byte = peek() else { throw unterminated() }
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
      let found = scalar().map(spelled) ?? "nothing"
      offset = start
      throw fault(
        "\(found) after a backslash",
        allowed: #"\" \\ \/ \b \f \n \r \t \u0000"#,
        remedy: "double the backslash if one is meant"
      )
    }
    offset += 1
    return [plain]
  }

  /// Reads the rest of `\uXXXX`, and the second half of a surrogate pair.
  private mutating func readUnicodeEscape(from start: Int) throws(Diagnostic) -> [UInt8] {
    let high = try readFourDigits(from: start)
    var code = UInt32(high)
    if UTF16.isLeadSurrogate(high) {
      let second = offset
      guard take(UInt8(ascii: "\\")), peek() == UInt8(ascii: "u") else {
        throw loneSurrogate(high, from: start)
      }
      let low = try readFourDigits(from: second)
      if UTF16.isTrailSurrogate(low) {
        code = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      }
    }
    guard let scalar = Unicode.Scalar(code) else { throw loneSurrogate(high, from: start) }
    return Array(String(scalar).utf8)
  }

  private mutating func loneSurrogate(_ code: UInt16, from start: Int) -> Diagnostic {
    offset = start
    return fault(
      "\\u\(String(code, radix: 16, uppercase: true)), half of a surrogate pair",
      allowed: "both halves together",
      remedy: "write the character itself"
    )
  }

  /// Reads `uXXXX`.
  private mutating func readFourDigits(from start: Int) throws(Diagnostic) -> UInt16 {
    offset += 1
    var code: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek() else { throw unterminated() }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        offset = start
        throw fault(
          #"\u without four hexadecimal digits"#,
          allowed: #"\u0000 to \uFFFF"#,
          remedy: "complete the escape"
        )
      }
      code = code << 4 | UInt16(digit)
      offset += 1
    }
    return code
  }
}
