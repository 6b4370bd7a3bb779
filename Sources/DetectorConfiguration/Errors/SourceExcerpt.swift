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
  let line = Array(
    String(decoding: sourceLine(position.line, of: bytes), as: UTF8.self).unicodeScalars
  )
  let caret = min(max(position.column - 1, 0), line.count)
  // A terminal is at least 80 columns wide; two of them go to the indentation.
  let width = 76
  var start = 0
  var end = line.count
  if line.count > width {
    start = min(max(0, caret - width / 2), line.count - width)
    end = start + width
  }
  var text = String.UnicodeScalarView(line[start..<end].map(visible))
  if start > 0 { text.insert("…", at: text.startIndex) }
  if end < line.count { text.append("…") }
  let indentation = String(repeating: " ", count: caret - start + (start > 0 ? 1 : 0))
  return "  \(String(text))\n  \(indentation)^"
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
