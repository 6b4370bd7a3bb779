import DetectionText

/// `text` as HTML shows it, in an element or in an attribute between double quotes.
///
/// What would reorder or hide the text around it is spelt out; letters of every script stay.
package func escaped(_ text: some StringProtocol) -> String {
  var result = String.UnicodeScalarView()
  for scalar in printable(text).unicodeScalars {
    switch scalar {
    case "&": result.append(contentsOf: "&amp;".unicodeScalars)
    case "<": result.append(contentsOf: "&lt;".unicodeScalars)
    case ">": result.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
    case "'": result.append(contentsOf: "&#39;".unicodeScalars)
    default: result.append(scalar)
    }
  }
  return String(result)
}

/// A name within a sentence of HTML, apart from the direction in which the sentence is read.
package func isolated(_ name: some StringProtocol) -> String { "<bdi>\(escaped(name))</bdi>" }

/// The last component of a path, shortened, as a sentence calls an image.
func shortName(_ name: String) -> String {
  let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? name
  return shortened(last)
}

/// A value of JSON that is written into a page.
///
/// Nothing in it can end the script element that it stands in, or a line of it.
package enum PageJSON {
  case number(Double)
  case text(String)
  case bool(Bool)
  case null
  case list([PageJSON])
  case object([(String, PageJSON)])

  /// A whole number.
  static func count(_ value: Int) -> PageJSON { .number(Double(value)) }

  /// A list of numbers with a few digits each.
  package static func numbers(_ values: some Sequence<Double>) -> PageJSON {
    .list(values.map(number))
  }

  /// A list of whole numbers.
  static func counts(_ values: some Sequence<Int>) -> PageJSON { .list(values.map(count)) }

  /// The value as JSON, without blanks.
  package var written: String {
    var result = ""
    append(to: &result)
    return result
  }

  private func append(to result: inout String) {
    switch self {
    case .number(let value):
      result += value.isFinite ? readable(value, digits: 6) : "null"
    case .text(let text): Self.append(text, to: &result)
    case .bool(let value): result += value ? "true" : "false"
    case .null: result += "null"
    case .list(let values):
      result += "["
      for (index, value) in values.enumerated() {
        if index > 0 { result += "," }
        value.append(to: &result)
      }
      result += "]"
    case .object(let members):
      result += "{"
      for (index, (key, value)) in members.enumerated() {
        if index > 0 { result += "," }
        Self.append(key, to: &result)
        result += ":"
        value.append(to: &result)
      }
      result += "}"
    }
  }

  /// Beside what JSON demands, everything is escaped that HTML or an old script would act on.
  private static func append(_ text: String, to result: inout String) {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": scalars.append(contentsOf: "\\\"".unicodeScalars)
      case "\\": scalars.append(contentsOf: "\\\\".unicodeScalars)
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1f}", "\u{7f}":
        let code = String(scalar.value, radix: 16)
        let zeros = String(repeating: "0", count: 4 - code.count)
        scalars.append(contentsOf: "\\u\(zeros)\(code)".unicodeScalars)
      default: scalars.append(scalar)
      }
    }
    result += "\"" + String(scalars) + "\""
  }
}
