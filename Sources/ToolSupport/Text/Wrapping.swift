import DetectionText

/// `pieces` with a blank between them on lines of at most ``TextTable/widthLimit`` columns.
///
/// - Parameters:
///   - pieces: What is never broken.
///   - indent: The blanks before the first line.
///   - hanging: The blanks before the others; as before the first if not given.
///   - lineEnd: What a line ends in that goes on.
/// - Returns: The lines, each with its line end.
/// - Complexity: O(length).
package func wrapped(
  _ pieces: [String],
  indent: Int,
  hanging: Int? = nil,
  lineEnd: String = ""
) -> String {
  var lines: [String] = []
  var line = String(repeating: " ", count: indent)
  var width = indent
  var isEmpty = true
  for (index, piece) in pieces.enumerated() {
    let pieceWidth = displayWidth(of: piece)
    let end = index == pieces.count - 1 ? 0 : lineEnd.count
    if !isEmpty, width + 1 + pieceWidth + end > TextTable.widthLimit {
      lines.append(line + lineEnd)
      width = hanging ?? indent
      line = String(repeating: " ", count: width)
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + piece
    width += (isEmpty ? 0 : 1) + pieceWidth
    isEmpty = false
  }
  return (lines + [line]).joined(separator: "\n") + "\n"
}

/// `text` on lines of at most ``TextTable/widthLimit`` columns, broken between words.
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
  let widest = TextTable.widthLimit - max(indent, hanging ?? indent)
  let words = printable(text).split(separator: " ").map { shortened(String($0), to: widest) }
  return wrapped(words, indent: indent, hanging: hanging)
}

/// `pieces` separated by commas, on as few lines of at most ``TextTable/widthLimit`` columns as
/// they fill; lines behind the first are indented by two.
///
/// A piece too long for a line of its own is shortened. Pieces show no character that could steer
/// the terminal.
///
/// ```
/// wrappedLine(["3 images", "input 416x416"])   // 3 images, input 416x416
/// ```
///
/// - Returns: The lines, each with its line end.
/// - Complexity: O(length).
package func wrappedLine(_ pieces: [String]) -> String {
  let texts = pieces.enumerated().map { index, piece in
    let comma = index == pieces.count - 1 ? "" : ","
    return shortened(printable(piece), to: TextTable.widthLimit - 2 - comma.count) + comma
  }
  return wrapped(texts, indent: 0, hanging: 2)
}

/// `text` with blanks behind it until it takes up `width` columns.
package func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(of: text)))
}
