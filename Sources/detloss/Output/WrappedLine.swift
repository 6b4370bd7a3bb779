import DetectionText

/// `pieces` separated by commas, on as few lines of at most `TextTable/widthLimit` columns as
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
  var lines: [String] = []
  var line = ""
  for (index, piece) in pieces.enumerated() {
    let comma = index == pieces.count - 1 ? "" : ","
    let text = shortened(printable(piece), to: TextTable.widthLimit - 2 - comma.count) + comma
    if line.isEmpty {
      line = text
    } else if displayWidth(of: line) + 1 + displayWidth(of: text) <= TextTable.widthLimit {
      line += " " + text
    } else {
      lines.append(line)
      line = "  " + text
    }
  }
  return (lines + [line]).joined(separator: "\n") + "\n"
}

/// `count` things, `one` if it is a single one: `1 image`, `3 images`.
package func counted(_ count: Int, _ one: String) -> String {
  "\(count) \(one)\(count == 1 ? "" : "s")"
}
