/// The line of a text around a position, and a caret underneath.
///
/// ```
///   "stride": -8,
///             ^
/// ```
///
/// - Properties: control characters are made visible; a long line is cut around the position;
///   bytes that are not UTF-8 appear as `�`.
/// - Complexity: O(n) in the length of the text.
package func sourceExcerpt(of bytes: [UInt8], at position: SourcePosition) -> String {
  let line = String(decoding: sourceLine(position.line, of: bytes), as: UTF8.self)
    .unicodeScalars.map { printable(String($0)) }
  let caret = min(max(position.column - 1, 0), line.count)
  // A terminal is at least 80 columns wide; two of them go to the indentation, two to the cuts.
  let width = 76
  let widths = line.map(\.unicodeScalars.count)
  var (start, end) = (0, line.count)
  if widths.reduce(0, +) > width {
    // Half of the width before the caret, the rest behind it, and what is left before it again.
    (start, end) = (caret, caret)
    var room = width
    while start > 0, room - widths[start - 1] >= width / 2 {
      start -= 1
      room -= widths[start]
    }
    while end < line.count, room >= widths[end] {
      room -= widths[end]
      end += 1
    }
    while start > 0, room >= widths[start - 1] {
      start -= 1
      room -= widths[start]
    }
  }
  let before = (start > 0 ? "…" : "") + line[start..<caret].joined()
  let after = line[caret..<end].joined() + (end < line.count ? "…" : "")
  return "  \(before)\(after)\n  \(String(repeating: " ", count: before.unicodeScalars.count))^"
}

/// The bytes of line `number`, from one, without its line break.
private func sourceLine(_ number: Int, of bytes: [UInt8]) -> ArraySlice<UInt8> {
  var line = 1
  var start = 0
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
      if line == number { return bytes[start..<index] }
      let isPair =
        byte == UInt8(ascii: "\r") && index + 1 < bytes.count
        && bytes[index + 1] == UInt8(ascii: "\n")
      index += isPair ? 1 : 0
      line += 1
      start = index + 1
    }
    index += 1
  }
  return line == number ? bytes[start...] : bytes[bytes.endIndex...]
}
