/// A strict reader of JSON text (RFC 8259) that knows line and column of everything it reads.
///
/// Foundation's reader accepts duplicate keys and trailing commas on some systems and says only
/// that a text is not valid. This one accepts exactly the grammar, and says where and why not.
struct JSONReader {
  let bytes: [UInt8]
  let limits: JSONLimits
  var offset = 0
  var counter = PositionCounter()
  var path: [ValuePath.Step] = []
  private var valueCount = 0

  private init(bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// Reads a whole text.
  package static func read(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes: bytes, limits: limits)
    guard bytes.count <= limits.bytes else { throw reader.error(.tooLarge(limit: limits.bytes)) }
    try reader.checkEncoding()
    let value = try reader.readValue(expecting: .value)
    reader.skipWhitespace()
    guard reader.offset == bytes.count else { throw reader.unexpected(expected: .endOfFile) }
    return value
  }

  private mutating func checkEncoding() throws(JSONError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      offset = error.byteOffsets.lowerBound
      throw self.error(.notUTF8(byte: bytes[offset]))
    }
    guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw error(.byteOrderMark) }
  }

  // MARK: - Values

  private mutating func readValue(expecting expected: JSONFault.Expected) throws(JSONError)
    -> JSONValue
  {
    skipWhitespace()
    let position = counter.advance(to: offset, in: bytes)
    valueCount += 1
    guard valueCount <= limits.values else {
      throw error(.tooManyValues(limit: limits.values))
    }
    let content: JSONValue.Content
    switch peek() {
    case UInt8(ascii: "{"): content = .object(try readMembers())
    case UInt8(ascii: "["): content = .array(try readElements())
    case UInt8(ascii: "\""): content = .string(try readString())
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      content = .number(try readNumber())
    case UInt8(ascii: "."): throw error(.missingDigit(number: word()))
    case UInt8(ascii: "+"): throw error(.plusSign)
    default: content = try readLiteral(expecting: expected)
    }
    return JSONValue(content: content, position: position)
  }

  private mutating func readLiteral(expecting expected: JSONFault.Expected) throws(JSONError)
    -> JSONValue.Content
  {
    let word = word()
    switch word {
    case "null": offset += 4
    case "true": offset += 4
    case "false": offset += 5
    default: throw unexpected(expected: expected)
    }
    return word == "null" ? .null : .boolean(word == "true")
  }

  private mutating func readElements() throws(JSONError) -> [JSONValue] {
    try enter()
    var elements: [JSONValue] = []
    skipWhitespace()
    if take(UInt8(ascii: "]")) { return elements }
    while true {
      path.append(.index(elements.count))
      elements.append(try readValue(expecting: elements.isEmpty ? .valueOrBracket : .value))
      path.removeLast()
      skipWhitespace()
      if take(UInt8(ascii: "]")) { return elements }
      guard take(UInt8(ascii: ",")) else { throw unexpected(expected: .commaOrBracket) }
      skipWhitespace()
      guard peek() != UInt8(ascii: "]") else { throw error(.trailingComma(closing: "]")) }
    }
  }

  private mutating func readMembers() throws(JSONError) -> [JSONMember] {
    try enter()
    var members: [JSONMember] = []
    var indices: [ExactKey: Int] = [:]
    skipWhitespace()
    if take(UInt8(ascii: "}")) { return members }
    while true {
      guard peek() == UInt8(ascii: "\"") else {
        throw unexpected(expected: members.isEmpty ? .keyOrBrace : .key)
      }
      let position = counter.advance(to: offset, in: bytes)
      let start = offset
      let key = try readString()
      path.append(.key(key))
      if let first = indices.updateValue(members.count, forKey: ExactKey(text: key)) {
        offset = start
        throw JSONError(
          fault: .duplicateKey(key, first: members[first].keyPosition),
          position: position,
          path: ValuePath(path)
        )
      }
      skipWhitespace()
      guard take(UInt8(ascii: ":")) else { throw unexpected(expected: .colon) }
      let value = try readValue(expecting: .value)
      members.append(JSONMember(key: key, keyPosition: position, value: value))
      path.removeLast()
      skipWhitespace()
      if take(UInt8(ascii: "}")) { return members }
      guard take(UInt8(ascii: ",")) else { throw unexpected(expected: .commaOrBrace) }
      skipWhitespace()
      guard peek() != UInt8(ascii: "}") else { throw error(.trailingComma(closing: "}")) }
    }
  }

  /// Steps over an opening bracket or brace; the path has one step for each one open.
  private mutating func enter() throws(JSONError) {
    guard path.count < limits.depth else { throw error(.tooDeep(limit: limits.depth)) }
    offset += 1
  }
}

/// A key compared by its code points: Swift's strings also equate different spellings of one
/// accented letter, which JSON tells apart.
private struct ExactKey: Hashable {
  let text: String

  static func == (a: ExactKey, b: ExactKey) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}

extension JSONValue {
  /// Reads a whole JSON text strictly.
  ///
  /// - Throws: The first fault, with its position and the path of the value it is in.
  /// - Complexity: O(n); memory is bounded by `limits`.
  package init(
    parsing bytes: [UInt8],
    limits: JSONLimits = JSONLimits()
  ) throws(JSONError) {
    self = try JSONReader.read(bytes, limits: limits)
  }
}
