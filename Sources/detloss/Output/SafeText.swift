/// `text` on one line, with every character that could steer a terminal spelt out.
///
/// Control characters, line separators and marks that reverse the reading direction become
/// `\u{1b}` and the like, so that what a file holds cannot colour, overwrite or reorder the output.
///
/// - Complexity: O(length).
package func printableLine(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: steersTerminal) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\t": result.append(contentsOf: "\\t".unicodeScalars)
    case "\n": result.append(contentsOf: "\\n".unicodeScalars)
    case "\r": result.append(contentsOf: "\\r".unicodeScalars)
    case _ where steersTerminal(scalar):
      let code = String(scalar.value, radix: 16)
      result.append(contentsOf: "\\u{\(code)}".unicodeScalars)
    default: result.append(scalar)
    }
  }
  return String(result)
}

/// `text` as ``printableLine(_:)`` has it, but with its line ends kept.
package func printableLines(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0 != "\n" && steersTerminal($0) }) else {
    return text
  }
  return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    .map { printableLine(String($0)) }
    .joined(separator: "\n")
}

/// Whether a terminal may take `scalar` for a command instead of showing it.
package func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00..<0x20, 0x7f..<0xa0: true
  case 0x2028, 0x2029: true
  case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
  default: false
  }
}
