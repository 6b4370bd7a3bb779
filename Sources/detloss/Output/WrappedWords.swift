import DetectionText

/// `text` on lines of at most `TextTable/widthLimit` columns, broken between words.
///
/// A word too long for a line of its own is shortened. No character can steer the terminal.
///
/// - Parameters:
///   - text: A sentence.
///   - indent: The blanks before the first line.
///   - hanging: The blanks before the others; as before the first if not given.
/// - Returns: The lines, each with its line end.
/// - Complexity: O(length).
package func wrappedWords(_ text: String, indent: Int, hanging: Int? = nil) -> String {
  var lines: [String] = []
  var line = String(repeating: " ", count: indent)
  var width = indent
  var isEmpty = true
  let margin = hanging ?? indent
  for word in printable(text).split(separator: " ") {
    let word = shortened(String(word), to: TextTable.widthLimit - max(indent, margin))
    let wordWidth = displayWidth(of: word)
    if !isEmpty, width + 1 + wordWidth > TextTable.widthLimit {
      lines.append(line)
      line = String(repeating: " ", count: margin)
      width = margin
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    width += (isEmpty ? 0 : 1) + wordWidth
    isEmpty = false
  }
  return (lines + [line]).joined(separator: "\n") + "\n"
}
