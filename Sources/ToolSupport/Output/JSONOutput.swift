import DetectionText

/// A JSON value to write.
///
/// Object keys keep the order they are given in. Numbers are the shortest decimals that read back
/// as the same value; whole ones have no point, so `1.0` is `1`.
///
/// ```swift
/// let result: JSONOutput = ["total": 6.5, "images": 2]
/// try result.text(.compact)                    // {"total":6.5,"images":2}
/// ```
///
/// - Source: RFC 8259.
package struct JSONOutput: Sendable {
  fileprivate enum Content: Sendable {
    case literal(String)
    case nonFinite(String)

    /// The values of a list, or those of an object with their keys.
    case items([Item], open: String, close: String)

    /// The values of a list that are made when they are written, and not kept.
    case made(count: Int, @Sendable (Int) -> JSONOutput)
  }

  fileprivate struct Item: Sendable {
    var key: String?
    let value: JSONOutput
  }

  fileprivate let content: Content

  fileprivate init(_ content: Content) { self.content = content }

  package static let null = JSONOutput(.literal("null"))

  /// A value that is JSON text already, in one line.
  package init(written text: String) { self.init(.literal(text)) }

  /// An object with its keys in this order.
  ///
  /// - Precondition: No key stands twice.
  package init(_ entries: some Sequence<(key: String, value: any JSONEncodable)>) {
    self.init(object: entries.map { Item(key: $0.key, value: $0.value.json) })
  }

  private init(object items: [Item]) {
    // Most objects are small, and there may be millions: no set of their keys is made.
    let isUnique =
      items.count > 16
      ? Set(items.map(\.key)).count == items.count
      : items.indices.allSatisfy { index in
        !items[..<index].contains { $0.key == items[index].key }
      }
    precondition(isUnique, "a key stands twice")
    self.init(.items(items, open: "{", close: "}"))
  }

  /// A list whose values are made one by one when it is written, perhaps more than once.
  package init(count: Int, of value: @escaping @Sendable (Int) -> JSONOutput) {
    self.init(.made(count: count, value))
  }

  /// A list of the values of several lists, made as those are.
  ///
  /// - Precondition: All are lists.
  package init(joining lists: [JSONOutput]) {
    var ends: [Int] = []
    for list in lists {
      guard let parts = list.parts else { preconditionFailure("lists are joined alone") }
      ends.append((ends.last ?? 0) + parts.count)
    }
    self.init(count: ends.last ?? 0) { [ends] index in
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] <= index { low = middle + 1 } else { high = middle }
      }
      guard let parts = lists[low].parts else { return .null }
      return parts.item(index - (low == 0 ? 0 : ends[low - 1])).value
    }
  }

  /// Whether it is an object.
  package var isObject: Bool {
    if case .items(_, "{", _) = content { true } else { false }
  }

  /// This object with the entries of another, if there is one, behind its own.
  ///
  /// - Precondition: Both are objects, and no key stands twice.
  package func adding(_ other: JSONOutput?) -> JSONOutput {
    guard let other else { return self }
    guard case .items(let items, "{", _) = content, case .items(let more, "{", _) = other.content
    else { preconditionFailure("entries are added to an object alone") }
    return JSONOutput(object: items + more)
  }
}

extension JSONOutput: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral entries: (String, any JSONEncodable)...) {
    self.init(entries.map { (key: $0.0, value: $0.1) })
  }
}

/// What JSON can hold.
package protocol JSONEncodable {
  var json: JSONOutput { get }
}

extension JSONOutput: JSONEncodable {
  package var json: JSONOutput { self }
}

extension String: JSONEncodable {
  package var json: JSONOutput { JSONOutput(.literal(JSONOutput.quoted(self))) }
}

extension Bool: JSONEncodable {
  package var json: JSONOutput { JSONOutput(.literal(self ? "true" : "false")) }
}

extension Int: JSONEncodable {
  package var json: JSONOutput { JSONOutput(.literal(String(self))) }
}

extension Double: JSONEncodable {
  package var json: JSONOutput { JSONOutput(number: description, isFinite: isFinite) }
}

extension Float: JSONEncodable {
  /// As short as its type allows: `Float(0.1)` is `0.1`.
  package var json: JSONOutput { JSONOutput(number: description, isFinite: isFinite) }
}

extension Optional: JSONEncodable where Wrapped: JSONEncodable {
  package var json: JSONOutput { self?.json ?? .null }
}

extension Array: JSONEncodable where Element: JSONEncodable {
  package var json: JSONOutput {
    JSONOutput(.items(map { JSONOutput.Item(value: $0.json) }, open: "[", close: "]"))
  }
}

extension JSONOutput {
  fileprivate init(number text: String, isFinite: Bool) {
    guard isFinite else {
      self.init(.nonFinite(text))
      return
    }
    self.init(.literal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text))
  }
}

/// A number that JSON cannot hold was about to be written: a result that is not finite must be an
/// error before that, or `null` on purpose.
package struct NonFiniteNumber: Error, Hashable, CustomStringConvertible {
  /// The number as Swift writes it.
  package let text: String

  package init(text: String) { self.text = text }

  package var description: String { "a result is \(text), which JSON cannot hold" }
}

// MARK: - Text

extension JSONOutput {
  /// How a value is laid out.
  package enum Style: Sendable {
    /// Without any blanks, on one line.
    case compact

    /// Two blanks deeper for each level; what fits into 100 columns stays on one line.
    case pretty
  }

  /// The value as text, without a closing line end.
  ///
  /// - Throws: ``NonFiniteNumber``.
  /// - Complexity: O(length), with nested values measured once per level in the pretty style.
  package func text(_ style: Style) throws(NonFiniteNumber) -> String {
    var result = Buffer()
    switch style {
    case .compact: _ = try appendLine(to: &result, blanks: false, limit: .max)
    case .pretty: try append(to: &result, depth: 0, column: 0)
    }
    return result.text
  }

  /// Writes the value in the pretty style with a line end, piece by piece: of a list whose values are
  /// made, only some are in memory.
  ///
  /// - Throws: ``NonFiniteNumber``, perhaps behind a part of the text; what `output` throws.
  package func write(to output: any TextOutput) throws {
    var result = Buffer(output: output)
    try append(to: &result, depth: 0, column: 0)
    if let failure = result.failure { throw failure }
    result += "\n"
    try output.write(bytes: result.bytes)
  }

  /// The text that is written, or its last part, in UTF-8: appending to a string costs more.
  private struct Buffer {
    private(set) var bytes: [UInt8] = []
    private let output: (any TextOutput)?
    private(set) var failure: (any Error)?

    init(output: (any TextOutput)? = nil) { self.output = output }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    static func += (buffer: inout Buffer, text: String) {
      buffer.bytes.append(contentsOf: text.utf8)
    }

    static func += (buffer: inout Buffer, other: Buffer) { buffer.bytes += other.bytes }

    /// Hands the text on when there is enough of it.
    mutating func pass() {
      guard let output, bytes.count > 1 << 16, failure == nil else { return }
      do { try output.write(bytes: bytes) } catch { failure = error }
      bytes.removeAll(keepingCapacity: true)
    }
  }

  /// How many values there are in it, and each; `nil` for one that is no list and no object.
  private var parts: (count: Int, item: (Int) -> Item, open: String, close: String)? {
    switch content {
    case .literal, .nonFinite: nil
    case .items(let items, let open, let close): (items.count, { items[$0] }, open, close)
    case .made(let count, let value): (count, { Item(value: value($0)) }, "[", "]")
    }
  }

  /// Appends the value on one line; gives up and says `false` beyond `limit` bytes.
  private func appendLine(
    to result: inout Buffer,
    blanks: Bool,
    limit: Int
  ) throws(NonFiniteNumber) -> Bool {
    switch content {
    case .literal(let text): result += text
    case .nonFinite(let text): throw NonFiniteNumber(text: text)
    case .items, .made:
      guard let parts else { break }
      result += parts.open
      for index in 0..<parts.count {
        let item = parts.item(index)
        if index > 0 { result += blanks ? ", " : "," }
        result += item.start(blanks: blanks)
        guard try item.value.appendLine(to: &result, blanks: blanks, limit: limit)
        else { return false }
      }
      result += parts.close
    }
    return result.bytes.count <= limit
  }

  /// Appends the value, on one line if it fits behind `column`.
  private func append(
    to result: inout Buffer,
    depth: Int,
    column: Int
  ) throws(NonFiniteNumber) {
    var line = Buffer()
    let fits = try appendLine(to: &line, blanks: true, limit: 100 - column)
    guard !fits, let parts else {
      result += line
      return
    }
    let indent = String(repeating: " ", count: 2 * depth + 2)
    for index in 0..<parts.count {
      let item = parts.item(index)
      let start = indent + item.start(blanks: true)
      result += (index == 0 ? parts.open : ",") + "\n" + start
      try item.value.append(to: &result, depth: depth + 1, column: start.utf8.count + 1)
      result.pass()
      guard result.failure == nil else { return }
    }
    result += "\n" + indent.dropLast(2) + parts.close
  }

  /// `text` between quotation marks.
  ///
  /// Beside what JSON demands, everything that could steer a terminal is escaped, and so are the
  /// line separators that end a JavaScript string.
  fileprivate static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard !isPlain else { return "\"" + text + "\"" }
    var result = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
      case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\r": result.append(contentsOf: "\\r".unicodeScalars)
      case "\t": result.append(contentsOf: "\\t".unicodeScalars)
      case _ where steersTerminal(scalar):
        let code = String(scalar.value, radix: 16)
        let zeros = String(repeating: "0", count: 4 - code.count)
        result.append(contentsOf: "\\u\(zeros)\(code)".unicodeScalars)
      default: result.append(scalar)
      }
    }
    result.append("\"")
    return String(result)
  }
}

extension JSONOutput.Item {
  /// What stands before the value.
  fileprivate func start(blanks: Bool) -> String {
    key.map { JSONOutput.quoted($0) + (blanks ? ": " : ":") } ?? ""
  }
}
