/// How much a JSON text may ask of its reader.
package struct JSONLimits: Hashable, Sendable {
  /// The largest text, in bytes.
  package var bytes: Int

  /// The deepest nesting of arrays and objects.
  package var depth: Int

  /// The most values in a text, counting arrays and objects.
  package var values: Int

  package init(
    bytes: Int = JSONLimits.maximumBytes,
    depth: Int = JSONLimits.maximumDepth,
    values: Int = JSONLimits.maximumValues
  ) {
    self.bytes = bytes
    self.depth = depth
    self.values = values
  }

  /// 16 MiB: a million class names of 16 letters. A dump given by mistake is refused before it
  /// fills the memory.
  package static let maximumBytes = 16 * 1024 * 1024

  /// The reader recurses once a level, and a file of brackets must not exhaust the stack; a
  /// configuration needs five levels.
  package static let maximumDepth = 64

  /// A value takes a few dozen bytes in memory but as few as two in a file; this bounds the
  /// memory of a file of zeros, and leaves room for a million class names.
  package static let maximumValues = 2_000_000
}

extension JSONValue {
  /// Reads a whole JSON text strictly: exactly the grammar of RFC 8259, and each key once.
  ///
  /// For small files that a person may have written or damaged: a configuration, a sidecar, the
  /// header of an array file. What is wrong has line, column and the path of the value it is in.
  ///
  /// ```swift
  /// let text = SourceText(file: path, bytes: bytes)
  /// let root = try JSONValue(parsing: text)
  /// guard let shape = root["shape"]?.elements else {
  ///   throw text.fault("sidecar.shape", at: root.position, found: …, allowed: …, remedy: …)
  /// }
  /// ```
  ///
  /// - Throws: The first fault, with a code that begins with `json.`, or `text.encoding`.
  /// - Complexity: O(n); memory is bounded by `limits`.
  package init(parsing text: SourceText, limits: JSONLimits = JSONLimits()) throws(Diagnostic) {
    var reader = JSONReader(text, limits: limits)
    self = try reader.readText()
  }

  /// Reads a text from memory that has no file; `name` stands for one in messages.
  package init(parsing text: String, name: String = "json") throws(Diagnostic) {
    try self.init(parsing: SourceText(file: name, bytes: Array(text.utf8)))
  }
}

/// A reader that knows line and column of everything it reads.
///
/// Foundation's reader accepts duplicate keys and trailing commas on some systems and says only
/// that a text is not valid. This one says where and why not.
///
/// A text is read into a tree, for a configuration, or pulled through piece by piece without one,
/// for a file of hundreds of megabytes.
package struct JSONReader {
  let text: SourceText
  let bytes: [UInt8]
  let limits: JSONLimits

  /// How many bytes are read.
  package internal(set) var offset = 0
  private var counter = PositionCounter()
  var path: [JSONStep] = []
  private var valueCount = 0

  init(_ text: SourceText, limits: JSONLimits) {
    self.text = text
    self.bytes = text.bytes
    self.limits = limits
  }

  mutating func readText() throws(Diagnostic) -> JSONValue {
    try checkText()
    let value = try readValue(expecting: .value)
    try finish()
    return value
  }

  /// Refuses a text that is too large, or in another encoding.
  mutating func checkText() throws(Diagnostic) {
    guard bytes.count <= limits.bytes else {
      throw beyond(limits.bytes, "bytes", code: "json.too-large")
    }
    try text.checkEncoding()
    guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw fault(
        "a byte order mark",
        allowed: "none in JSON",
        remedy: "save the file as UTF-8 without it"
      )
    }
  }

  /// Refuses what stands behind the value of the text.
  package mutating func finish() throws(Diagnostic) {
    skipWhitespace()
    guard offset == bytes.count else { throw unexpected(.nothing) }
  }

  // MARK: - Values

  private mutating func readValue(expecting expected: Expected) throws(Diagnostic) -> JSONValue {
    skipWhitespace()
    let position = counter.advance(to: offset, in: bytes)
    valueCount += 1
    guard valueCount <= limits.values else {
      throw beyond(limits.values, "values", code: "json.too-many-values")
    }
    let content: JSONValue.Content
    switch peek() {
    case UInt8(ascii: "{"): content = .object(try readMembers())
    case UInt8(ascii: "["): content = .array(try readElements())
    case UInt8(ascii: "\""): content = .string(try readString())
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      content = .number(try readNumber())
    default: content = try readLiteral(expecting: expected)
    }
    return JSONValue(content, at: position)
  }

  mutating func readLiteral(
    expecting expected: Expected
  ) throws(Diagnostic) -> JSONValue.Content {
    let word = word()
    if peek() == UInt8(ascii: ".") { throw missingDigit(of: word) }
    if peek() == UInt8(ascii: "+") {
      throw fault(
        "\"+\" before a number",
        allowed: "a number without a plus sign",
        remedy: "remove the sign"
      )
    }
    let content: JSONValue.Content
    switch word {
    case "null": content = .null
    case "true": content = .boolean(true)
    case "false": content = .boolean(false)
    default: throw unexpected(expected)
    }
    offset += word.utf8.count
    return content
  }

  private mutating func readElements() throws(Diagnostic) -> [JSONValue] {
    var elements: [JSONValue] = []
    try enter(depth: path.count)
    while try moreElements(after: elements.count) {
      path.append(.index(elements.count))
      elements.append(try readValue(expecting: elements.isEmpty ? .valueOrBracket : .value))
      path.removeLast()
    }
    return elements
  }

  private mutating func readMembers() throws(Diagnostic) -> [JSONMember] {
    var members: [JSONMember] = []
    var indices: [ExactKey: Int] = [:]
    try enter(depth: path.count)
    while try moreMembers(after: members.count) {
      let position = counter.advance(to: offset, in: bytes)
      let key = try readString()
      path.append(.key(key))
      if let first = indices.updateValue(members.count, forKey: ExactKey(text: key)) {
        let place = members[first].keyPosition
        throw text.fault(
          "json.duplicate-key",
          at: position,
          part: jsonPath(path),
          found: "key \(quoted(key)) a second time",
          allowed: "each key once",
          remedy: "remove this one or the first, at \(place.line):\(place.column)"
        )
      }
      try takeColon()
      let value = try readValue(expecting: .value)
      members.append(JSONMember(key: key, keyPosition: position, value: value))
      path.removeLast()
    }
    return members
  }

  // MARK: - Lists and objects

  /// Steps to the next element of a list of which `count` are read; false, and behind the list,
  /// where there is none.
  mutating func moreElements(after count: Int) throws(Diagnostic) -> Bool {
    skipWhitespace()
    if take(UInt8(ascii: "]")) { return false }
    guard count > 0 else { return true }
    guard take(UInt8(ascii: ",")) else { throw unexpected(.commaOrBracket) }
    skipWhitespace()
    if peek() == UInt8(ascii: "]") { throw trailingComma("]", allowed: "another value") }
    return true
  }

  /// Steps to the next key of an object of which `count` are read; false, and behind the object,
  /// where there is none.
  mutating func moreMembers(after count: Int) throws(Diagnostic) -> Bool {
    skipWhitespace()
    if take(UInt8(ascii: "}")) { return false }
    if count > 0 {
      guard take(UInt8(ascii: ",")) else { throw unexpected(.commaOrBrace) }
      skipWhitespace()
      if peek() == UInt8(ascii: "}") { throw trailingComma("}", allowed: "another key") }
    }
    guard peek() == UInt8(ascii: "\"") else { throw unexpected(count == 0 ? .keyOrBrace : .key) }
    return true
  }

  mutating func takeColon() throws(Diagnostic) {
    skipWhitespace()
    guard take(UInt8(ascii: ":")) else { throw unexpected(.colon) }
  }

  /// Steps over an opening bracket or brace within `depth` others.
  mutating func enter(depth: Int) throws(Diagnostic) {
    guard depth < limits.depth else {
      throw fault(
        "lists and objects nested deeper than \(limits.depth)",
        allowed: "\(limits.depth) levels",
        remedy: "check that this is the right file",
        code: "json.too-deep"
      )
    }
    offset += 1
  }

  // MARK: - Faults

  /// A fault at the current place, or at an earlier one behind the last that was asked for.
  package mutating func fault(
    _ found: String,
    allowed: String,
    remedy: String,
    code: String = "json.syntax",
    at start: Int? = nil
  ) -> Diagnostic {
    let offset = start ?? self.offset
    return text.fault(
      code,
      at: counter.advance(to: offset, in: bytes),
      offset: offset,
      part: jsonPath(path),
      found: found,
      allowed: allowed,
      remedy: remedy
    )
  }

  private mutating func beyond(_ limit: Int, _ unit: String, code: String) -> Diagnostic {
    fault(
      "more than \(limit) \(unit)",
      allowed: "\(limit)",
      remedy: "check that this is the right file",
      code: code
    )
  }

  private mutating func trailingComma(_ closing: String, allowed: String) -> Diagnostic {
    fault("\"\(closing)\" after a comma", allowed: allowed, remedy: "remove the comma")
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
