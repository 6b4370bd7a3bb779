import DetectionText

/// Fields as one line of comma-separated values, with its line end.
///
/// A field with a comma, a quotation mark, a line end or an outer blank stands between quotation
/// marks, and a mark in it is doubled. Lines end in a line feed alone, as other lines of results do.
///
/// ```
/// csvLine(["a,b.jpg", "1.5"])     // "a,b.jpg",1.5
/// ```
///
/// - Source: RFC 4180, section 2.
///
/// - Parameters:
///   - fields: The fields.
///   - output: Where they go: to a terminal without what could steer it, else as they are.
/// - Returns: The line.
package func csvLine(_ fields: [String], for output: (any TextOutput)? = nil) -> String {
  let isTerminal = output?.isTerminal == true
  return fields.map { field in
    let field = isTerminal ? printable(field) : field
    let isPlain = field.utf8.allSatisfy { !#",""#.utf8.contains($0) && $0 != 10 && $0 != 13 }
    if isPlain, field.utf8.first != 32, field.utf8.last != 32 { return field }
    // By scalars: a mark and an accent behind it are one character.
    var quoted = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in field.unicodeScalars {
      quoted.append(scalar)
      if scalar == "\"" { quoted.append(scalar) }
    }
    quoted.append("\"")
    return String(quoted)
  }.joined(separator: ",") + "\n"
}
