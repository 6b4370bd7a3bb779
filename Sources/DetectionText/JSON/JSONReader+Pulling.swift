/// The keys of an object that its reader wants; the others are checked and skipped.
package struct JSONKeys: Sendable {
  /// The keys, by whose places they are told apart.
  package let names: [String]
  let bytes: [[UInt8]]

  /// At most 64 keys, each once.
  package init(_ names: String...) {
    precondition(names.count <= 64, "a word of 64 bits says which keys were seen")
    self.names = names
    bytes = names.map { Array($0.utf8) }
  }
}

extension JSONReader {
  /// Opens a text for pulling it through.
  ///
  /// ```swift
  /// var json = try JSONReader(pulling: text, limits: JSONLimits(bytes: 1 << 30))
  /// try json.readObject(JSONKeys("images")) { json, _ throws(Diagnostic) in
  ///   try json.readList { json, _ throws(Diagnostic) in … }
  /// }
  /// try json.finish()
  /// ```
  ///
  /// - Grammar: as strict as the tree's, over all of the text; only a key that nobody asked for may
  ///   stand twice, for that would have to be remembered.
  /// - Memory: none beside the text.
  package init(pulling text: SourceText, limits: JSONLimits) throws(Diagnostic) {
    self.init(text, limits: limits)
    try checkText()
  }

  /// What kind of value comes next; `nil` where none begins.
  package mutating func nextKind() -> JSONKind? {
    skipWhitespace()
    return peek().flatMap(JSONKind.init)
  }

  /// Reads an object, and calls `member` at the value of each of `keys`, with its index; the call
  /// must read or skip that value.
  package mutating func readObject(
    _ keys: JSONKeys,
    _ member: (inout JSONReader, Int) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    skipWhitespace()
    guard peek() == UInt8(ascii: "{") else { throw unexpected(.value) }
    try enter(depth: path.count)
    var count = 0
    var seen: UInt64 = 0
    while try moreMembers(after: count) {
      let start = offset
      let key = try readKey(keys)
      try takeColon()
      if let key {
        path.append(.key(keys.names[key]))
        guard seen & 1 << UInt64(key) == 0 else { throw secondKey(keys.names[key], at: start) }
        seen |= 1 << UInt64(key)
        try member(&self, key)
        path.removeLast()
      } else {
        try skipValue()
      }
      count += 1
    }
  }

  /// Reads an object, and calls `member` at the value of every key; the call must read or skip that
  /// value.
  ///
  /// - Memory: the keys, none of which may stand twice.
  package mutating func readObject(
    _ member: (inout JSONReader, String) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    skipWhitespace()
    guard peek() == UInt8(ascii: "{") else { throw unexpected(.value) }
    try enter(depth: path.count)
    var seen: Set<[UInt8]> = []
    while try moreMembers(after: seen.count) {
      let start = offset
      let key = try readString()
      path.append(.key(key))
      guard seen.insert(Array(key.utf8)).inserted else { throw secondKey(key, at: start) }
      try takeColon()
      try member(&self, key)
      path.removeLast()
    }
  }

  private mutating func secondKey(_ key: String, at start: Int) -> Diagnostic {
    fault(
      "key \(quoted(key)) a second time",
      allowed: "each key once",
      remedy: "remove one of them",
      code: "json.duplicate-key",
      at: start
    )
  }

  /// Reads a list, and calls `element` at each value, with its index; the call must read or skip it.
  package mutating func readList(
    _ element: (inout JSONReader, Int) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    skipWhitespace()
    guard peek() == UInt8(ascii: "[") else { throw unexpected(.value) }
    try enter(depth: path.count)
    var count = 0
    while try moreElements(after: count) {
      path.append(.index(count))
      try element(&self, count)
      path.removeLast()
      count += 1
    }
  }

  /// Reads a number, correctly rounded; `nil`, and behind the value, where it is none or too large
  /// for a `Double`.
  package mutating func pullNumber() throws(Diagnostic) -> Double? {
    guard nextKind() == .number else {
      try skipValue()
      return nil
    }
    if let value = plainDouble() { return value }
    let value = Double(try readNumber())
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Reads a whole number whose magnitude is below 2^53, up to which every one is a `Double`; `nil`, and
  /// behind the value, where it is none.
  package mutating func pullWhole() throws(Diagnostic) -> Int? {
    guard let value = try pullNumber(), let whole = Int(exactly: value), whole.magnitude < 1 << 53
    else { return nil }
    return whole
  }

  /// Reads a string; `nil`, and behind the value, where it is none.
  package mutating func pullString() throws(Diagnostic) -> String? {
    guard nextKind() == .string else {
      try skipValue()
      return nil
    }
    return try readString()
  }

  /// Reads a yes or no, written as a literal, or as a number of which zero is no; `nil`, and behind
  /// the value, where it is neither.
  package mutating func pullFlag() throws(Diagnostic) -> Bool? {
    switch nextKind() {
    case .number: return try pullNumber().map { $0 != 0 }
    case .literal:
      return if case .boolean(let value) = try readLiteral(expecting: .value) { value } else { nil }
    default:
      try skipValue()
      return nil
    }
  }

  /// What stands from `start` to here, for a message.
  package func written(from start: Int) -> String {
    let text = bytes[start..<offset].drop { $0 <= UInt8(ascii: " ") }
    return shortened(String(decoding: text.prefix(200), as: UTF8.self))
  }

  /// Reads a value of any kind, checks it and keeps nothing.
  package mutating func skipValue() throws(Diagnostic) {
    try skipValue(depth: path.count, expecting: .value)
  }

  private mutating func skipValue(depth: Int, expecting expected: Expected) throws(Diagnostic) {
    var count = 0
    switch nextKind() {
    case .object:
      try enter(depth: depth)
      while try moreMembers(after: count) {
        try skipString()
        try takeColon()
        try skipValue(depth: depth + 1, expecting: .value)
        count += 1
      }
    case .list:
      try enter(depth: depth)
      while try moreElements(after: count) {
        try skipValue(depth: depth + 1, expecting: count == 0 ? .valueOrBracket : .value)
        count += 1
      }
    case .string: try skipString()
    case .number: try skipNumber()
    case .literal, nil: _ = try readLiteral(expecting: expected)
    }
  }

  /// Steps over a string; one with an escape, or with a fault, is read.
  private mutating func skipString() throws(Diagnostic) {
    guard let end = endOfPlainString() else {
      _ = try readString()
      return
    }
    offset = end + 1
  }

  /// The place of the closing quote of a string without escapes; `nil` where there is none.
  func endOfPlainString() -> Int? {
    let bytes = bytes.span
    var end = offset + 1
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") { return end }
      guard byte >= 0x20, byte != UInt8(ascii: "\\") else { return nil }
      end += 1
    }
    return nil
  }

  /// Reads a key; its index among those that are wanted, or `nil` for another.
  private mutating func readKey(_ keys: JSONKeys) throws(Diagnostic) -> Int? {
    guard let end = endOfPlainString() else {
      let key = try readString()
      return keys.names.firstIndex { $0.utf8.elementsEqual(key.utf8) }
    }
    let start = offset + 1
    offset = end + 1
    return keys.bytes.firstIndex { key in
      key.count == end - start && key.indices.allSatisfy { key[$0] == bytes[start + $0] }
    }
  }
}

/// The kinds of JSON values, as far as their first byte tells.
package enum JSONKind: Sendable {
  case object
  case list
  case string
  case number

  /// `true`, `false` or `null`.
  case literal

  init?(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "{"): self = .object
    case UInt8(ascii: "["): self = .list
    case UInt8(ascii: "\""): self = .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): self = .literal
    default: return nil
    }
  }
}
