/// The longest piece of a file that a message quotes, in Unicode scalars.
///
/// Messages stay on one or two lines of a terminal, whatever the file holds.
private let longestQuotation = 48

/// `text` in double quotes, fit for a terminal: shortened, and with nothing that acts on it.
package func quoted(_ text: String) -> String { "\"\(shortened(text))\"" }

/// `text` fit for a terminal: shortened, and with nothing that acts on it.
package func shortened(_ text: String) -> String {
  let scalars = text.unicodeScalars
  let head = scalars.prefix(longestQuotation)
  var result = String.UnicodeScalarView(head.map(visible))
  if head.endIndex != scalars.endIndex { result.append("…") }
  return String(result)
}

/// All of `text`, with nothing that acts on a terminal.
package func printable(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map(visible)))
}

/// A printable stand-in for a scalar that would move the cursor or reorder the line.
///
/// One scalar becomes one scalar, so that a caret underneath stays in its column: a control
/// character becomes its picture, a tab an arrow, an odd space a bracket, and invisible formatting a replacement mark.
package func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar.value {
  case 0x09: "→"
  case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
  case 0x7F: "␡"
  default:
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
      .surrogate:
      "\u{FFFD}"
    case .spaceSeparator where scalar != " ": "␣"
    default: scalar
    }
  }
}

/// The code of a scalar as Unicode writes it, such as `U+001F`.
package func codePoint(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

/// `words` quoted and joined by commas.
package func quotedList(_ words: [String]) -> String {
  words.map(quoted).joined(separator: ", ")
}
