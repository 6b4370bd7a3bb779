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

  // MARK: - Faults

  /// `fault` at the current place.
  mutating func error(_ fault: JSONFault) -> JSONError {
    JSONError(
      fault: fault,
      position: counter.advance(to: offset, in: bytes),
      path: ValuePath(path)
    )
  }

  /// What stands here is not what was expected.
  mutating func unexpected(expected: JSONFault.Expected) -> JSONError {
    let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    if peek() == UInt8(ascii: "#") { return error(.comment) }
    if peek() == UInt8(ascii: "/"), next == UInt8(ascii: "/") || next == UInt8(ascii: "*") {
      return error(.comment)
    }
    return error(.unexpected(found(), expected: expected))
  }

  /// What stands here.
  func found() -> JSONFault.Found {
    let word = word()
    if word.utf8.count > 1 { return .word(word) }
    guard let scalar = scalar() else { return .endOfFile }
    return scalar.properties.isAlphabetic ? .word(String(scalar)) : .character(scalar)
  }

  /// The next scalar, or `nil` at the end.
  private func scalar() -> Unicode.Scalar? {
    // No scalar is longer than four bytes.
    String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self)
      .unicodeScalars.first
  }

  // MARK: - Numbers

  /// Reads `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` and keeps its text.
  mutating func readNumber() throws(JSONError) -> String {
    let start = offset
    _ = take(UInt8(ascii: "-"))
    let leading = offset
    try readDigits(from: start)
    if bytes[leading] == UInt8(ascii: "0"), offset - leading > 1 {
      offset = start
      throw error(.leadingZero(number: word()))
    }
    if take(UInt8(ascii: ".")) { try readDigits(from: start) }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try readDigits(from: start)
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// Steps over at least one digit of the number that began at `start`.
  private mutating func readDigits(from start: Int) throws(JSONError) {
    let first = offset
    while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
    guard offset == first else { return }
    guard first < bytes.count else { throw error(.unexpected(.endOfFile, expected: .value)) }
    let isWord =
      bytes[first] & 0xDF >= UInt8(ascii: "A") && bytes[first] & 0xDF <= UInt8(ascii: "Z")
    offset = start
    // "-Infinity" and "-nan" are words rather than unfinished numbers.
    let number = word()
    throw error(
      isWord && first == start + 1
        ? .unexpected(.word(number), expected: .value) : .missingDigit(number: number)
    )
  }
}
