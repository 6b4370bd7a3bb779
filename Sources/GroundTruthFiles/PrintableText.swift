/// `text` with every character that could steer a terminal spelt out.
///
/// Control characters, line separators and marks that reverse the reading direction become
/// `\u{1b}` and the like, so that a file's content cannot colour, overwrite or reorder a message.
///
/// - Edge cases: text without such characters comes back as it is; a backslash stays single.
/// - Complexity: O(length).
func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: steersTerminal) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\t": result += "\\t"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case _ where steersTerminal(scalar):
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// The start of `text`, printable and at most 40 characters long, with `…` where it was cut.
///
/// - Complexity: O(1); the rest of a long text is never looked at.
func excerpt(_ text: String) -> String {
  // A character may carry any number of combining marks, so the scalars are bounded as well.
  let scalars = text.unicodeScalars
  let end = scalars.index(scalars.startIndex, offsetBy: 160, limitedBy: scalars.endIndex)
  var start = ""
  start.unicodeScalars.append(contentsOf: scalars[..<(end ?? scalars.endIndex)])
  let isWhole = end == nil || end == scalars.endIndex
  return isWhole && start.count <= 40 ? printable(start) : printable(String(start.prefix(39))) + "…"
}

/// Whether a terminal may take `scalar` for a command instead of showing it.
private func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00..<0x20, 0x7f..<0xa0: true
  case 0x2028, 0x2029: true
  case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
  default: false
  }
}
