import DetectionText

/// A JSON value to write: what the standard allows, and nothing else.
///
/// Object keys keep the order they are given in. Numbers are the shortest decimals that read back
/// as the same value; whole ones have no point, so `1.0` is `1`. NaN and infinity have no JSON, and
/// no value of this type holds them.
///
/// ```swift
/// let result = try JSONOutput.object([("total", .number(6.5)), ("images", .integer(2))])
/// result.text(.compact)                        // {"total":6.5,"images":2}
/// ```
///
/// - Source: RFC 8259.
package struct JSONOutput: Sendable {
  fileprivate indirect enum Content: Sendable {
    case literal(String)
    case array([JSONOutput])
    case object([(key: String, value: JSONOutput)])
  }

  fileprivate let content: Content

  private init(_ content: Content) { self.content = content }

  /// No value.
  package static let null = JSONOutput(.literal("null"))

  /// A truth value.
  package static func boolean(_ value: Bool) -> JSONOutput {
    JSONOutput(.literal(value ? "true" : "false"))
  }

  /// A whole number.
  package static func integer(_ value: Int) -> JSONOutput {
    JSONOutput(.literal(String(value)))
  }

  /// A number, as short as its type allows: `Float(0.1)` is `0.1`.
  ///
  /// - Throws: ``NonFiniteNumber``; a result that is not finite must be an error before it is
  ///   written.
  package static func number(
    _ value: some BinaryFloatingPoint & LosslessStringConvertible
  ) throws(NonFiniteNumber) -> JSONOutput {
    guard value.isFinite else { throw NonFiniteNumber(text: value.description) }
    let text = value.description
    return JSONOutput(.literal(text.hasSuffix(".0") ? String(text.dropLast(2)) : text))
  }

  /// A text.
  package static func string(_ value: String) -> JSONOutput {
    JSONOutput(.literal(quoted(value)))
  }

  /// A list.
  package static func array(_ values: [JSONOutput]) -> JSONOutput { JSONOutput(.array(values)) }

  /// An object with its keys in this order.
  ///
  /// - Precondition: No key stands twice.
  package static func object(_ entries: [(key: String, value: JSONOutput)]) -> JSONOutput {
    precondition(Set(entries.map(\.key)).count == entries.count, "a key stands twice")
    return JSONOutput(.object(entries))
  }
}

/// A number that JSON cannot hold was about to be written, which is a bug of the writer.
package struct NonFiniteNumber: Error, Hashable, CustomStringConvertible {
  /// The number as Swift writes it.
  package let text: String

  /// Creates an error about a number.
  package init(text: String) { self.text = text }

  /// One sentence with the number.
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
  /// - Complexity: O(length), with nested values measured once per level in the pretty style.
  package func text(_ style: Style) -> String {
    var result = ""
    switch style {
    case .compact: _ = appendLine(to: &result, blanks: false, limit: .max)
    case .pretty: append(to: &result, depth: 0, column: 0)
    }
    return result
  }

  /// Appends the value on one line; gives up and says `false` beyond `limit` bytes.
  private func appendLine(to result: inout String, blanks: Bool, limit: Int) -> Bool {
    let comma = blanks ? ", " : ","
    switch content {
    case .literal(let text): result += text
    case .array(let values):
      result += "["
      for (index, value) in values.enumerated() {
        if index > 0 { result += comma }
        guard value.appendLine(to: &result, blanks: blanks, limit: limit) else { return false }
      }
      result += "]"
    case .object(let entries):
      result += "{"
      for (index, entry) in entries.enumerated() {
        if index > 0 { result += comma }
        result += Self.quoted(entry.key) + (blanks ? ": " : ":")
        guard entry.value.appendLine(to: &result, blanks: blanks, limit: limit) else {
          return false
        }
      }
      result += "}"
    }
    return result.utf8.count <= limit
  }

  /// Appends the value, on one line if it fits behind `column`.
  private func append(to result: inout String, depth: Int, column: Int) {
    var line = ""
    if appendLine(to: &line, blanks: true, limit: 100 - column) {
      result += line
      return
    }
    let indent = String(repeating: " ", count: 2 * depth + 2)
    let end = "\n" + String(repeating: " ", count: 2 * depth)
    switch content {
    case .literal(let text): result += text
    case .array(let values):
      for (index, value) in values.enumerated() {
        result += (index == 0 ? "[\n" : ",\n") + indent
        value.append(to: &result, depth: depth + 1, column: indent.utf8.count + 1)
      }
      result += end + "]"
    case .object(let entries):
      for (index, entry) in entries.enumerated() {
        let start = indent + Self.quoted(entry.key) + ": "
        result += (index == 0 ? "{\n" : ",\n") + start
        entry.value.append(to: &result, depth: depth + 1, column: start.utf8.count + 1)
      }
      result += end + "}"
    }
  }

  /// `text` between quotation marks.
  ///
  /// Beside what JSON demands, everything that could steer a terminal is escaped, and so are the
  /// line separators that end a JavaScript string.
  private static func quoted(_ text: String) -> String {
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
