/// `text` on one line, with every scalar spelt out that could steer a terminal or hide in it.
///
/// Controls, line separators, marks that reverse the reading direction and invisible marks become
/// `\u{1b}` and the like, so that what a file holds cannot colour, overwrite or reorder a message.
///
/// - Edge cases: a backslash stays single; the joiners inside emoji and scripts stay.
/// - Complexity: O(length).
package func printable(_ text: some StringProtocol) -> String {
  guard text.unicodeScalars.contains(where: steersTerminal) else { return String(text) }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\t": result.append(contentsOf: "\\t".unicodeScalars)
    case "\n": result.append(contentsOf: "\\n".unicodeScalars)
    case "\r": result.append(contentsOf: "\\r".unicodeScalars)
    case _ where steersTerminal(scalar):
      result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    default: result.append(scalar)
    }
  }
  return String(result)
}

/// `text` as ``printable(_:)`` has it, but with its line ends kept.
package func printableLines(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0 != "\n" && steersTerminal($0) }) else {
    return text
  }
  return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    .map { printable(String($0)) }
    .joined(separator: "\n")
}

/// Whether a terminal may take `scalar` for a command, or show nothing for it.
package func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20..<0x7F: false
  case 0x00..<0x20, 0x7F..<0xA0: true
  case 0x200C, 0x200D: false
  default:
    switch scalar.properties.generalCategory {
    case .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

/// The longest piece of a file that a message quotes, in Unicode scalars.
///
/// Messages stay on one or two lines of a terminal, whatever the file holds.
private let longestQuotation = 48

/// `text` in double quotes, fit for a terminal: shortened, and with nothing that acts on it.
package func quoted(_ text: some StringProtocol) -> String { "\"\(shortened(text))\"" }

/// `text` fit for a terminal: shortened, and with nothing that acts on it.
///
/// - Complexity: O(1); the rest of a long text is never looked at.
package func shortened(_ text: some StringProtocol) -> String {
  let scalars = text.unicodeScalars
  let end = scalars.index(
    scalars.startIndex,
    offsetBy: longestQuotation,
    limitedBy: scalars.endIndex
  )
  guard let end, end != scalars.endIndex else { return printable(text) }
  var head = String.UnicodeScalarView()
  head.append(contentsOf: scalars[..<end])
  return printable(String(head)) + "…"
}

/// The code of a scalar as Unicode writes it, such as `U+001F`.
package func codePoint(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

/// A byte as two hexadecimal digits.
package func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

/// `words` quoted and joined by commas: the first `most` of them, and how many more there are.
package func quotedList(_ words: [String], most: Int = .max) -> String {
  let shown = words.prefix(most).map { quoted($0) }.joined(separator: ", ")
  return words.count > most ? "\(shown) and \(words.count - most) more" : shown
}

/// A count with its noun: `1 box`, `3 boxes`.
package func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}
