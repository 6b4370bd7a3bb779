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
    precondition(Set(items.map(\.key)).count == items.count, "a key stands twice")
    self.init(.items(items, open: "{", close: "}"))
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
    var result = ""
    switch style {
    case .compact: _ = try appendLine(to: &result, blanks: false, limit: .max)
    case .pretty: try append(to: &result, depth: 0, column: 0)
    }
    return result
  }

  /// Appends the value on one line; gives up and says `false` beyond `limit` bytes.
  private func appendLine(
    to result: inout String,
    blanks: Bool,
    limit: Int
  ) throws(NonFiniteNumber) -> Bool {
    switch content {
    case .literal(let text): result += text
    case .nonFinite(let text): throw NonFiniteNumber(text: text)
    case .items(let items, let open, let close):
      result += open
      for (index, item) in items.enumerated() {
        if index > 0 { result += blanks ? ", " : "," }
        result += item.start(blanks: blanks)
        guard try item.value.appendLine(to: &result, blanks: blanks, limit: limit)
        else { return false }
      }
      result += close
    }
    return result.utf8.count <= limit
  }

  /// Appends the value, on one line if it fits behind `column`.
  private func append(
    to result: inout String,
    depth: Int,
    column: Int
  ) throws(NonFiniteNumber) {
    var line = ""
    let fits = try appendLine(to: &line, blanks: true, limit: 100 - column)
    guard !fits, case .items(let items, let open, let close) = content else {
      result += line
      return
    }
    let indent = String(repeating: " ", count: 2 * depth + 2)
    for (index, item) in items.enumerated() {
      let start = indent + item.start(blanks: true)
      result += (index == 0 ? open : ",") + "\n" + start
      try item.value.append(to: &result, depth: depth + 1, column: start.utf8.count + 1)
    }
    result += "\n" + indent.dropLast(2) + close
  }

  /// `text` between quotation marks.
  ///
  /// Beside what JSON demands, everything that could steer a terminal is escaped, and so are the
  /// line separators that end a JavaScript string.
  fileprivate static func quoted(_ text: String) -> String {
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
