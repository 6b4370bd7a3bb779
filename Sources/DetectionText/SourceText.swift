/// A place in a text: line and column, both counted from one.
///
/// A column is one Unicode scalar; a tab counts one. Lines end at `\n`, `\r\n` or a lone `\r`.
package struct SourcePosition: Hashable, Sendable, BitwiseCopyable {
  // Half-width numbers: every value of a JSON file carries a position, and files are limited to
  // far less than two thousand million characters.
  private let storedLine: Int32
  private let storedColumn: Int32

  /// The line, from one.
  package var line: Int { Int(storedLine) }

  /// The column in Unicode scalars, from one.
  package var column: Int { Int(storedColumn) }

  /// Creates a position; a number that is too large becomes the largest.
  package init(line: Int, column: Int) {
    storedLine = Int32(clamping: line)
    storedColumn = Int32(clamping: column)
  }

  /// The first character of a text.
  package static let start = SourcePosition(line: 1, column: 1)
}

/// A text under reading: its name and its bytes, which messages show an excerpt of.
package struct SourceText: Sendable {
  /// The file as it was named.
  package let file: String

  /// Its content.
  package let bytes: [UInt8]

  /// What is at fault where the text is wrong.
  package let cause: Diagnostic.Cause

  /// Creates a text.
  package init(file: String, bytes: [UInt8], cause: Diagnostic.Cause = .content) {
    self.file = file
    self.bytes = bytes
    self.cause = cause
  }

  /// A fault at a place in this text, with the line that it is in; `part` is what leads to it
  /// within the text, such as `scales[1].stride`; `offset` saves looking for the place.
  package func fault(
    _ code: String,
    at position: SourcePosition,
    offset: Int? = nil,
    part: String = "",
    found: String,
    allowed: String,
    remedy: String
  ) -> Diagnostic {
    Diagnostic(
      cause,
      code: code,
      at: Place(
        file: file,
        line: position.line,
        column: position.column,
        parts: part.isEmpty ? [] : [part]
      ),
      found: found,
      allowed: allowed,
      remedy: remedy,
      excerpt: offset.map { sourceExcerpt(of: bytes, at: $0) }
        ?? sourceExcerpt(of: bytes, at: position)
    )
  }

  /// Refuses a text that is not UTF-8, at its first byte that is not.
  package func checkEncoding() throws(Diagnostic) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      var counter = PositionCounter()
      let offset = error.byteOffsets.lowerBound
      throw fault(
        "text.encoding",
        at: counter.advance(to: offset, in: bytes),
        found: "byte 0x\(hexadecimal(bytes[offset])), which is not UTF-8",
        allowed: "UTF-8 text",
        remedy: "save the file as UTF-8"
      )
    }
  }
}

/// Turns byte offsets into positions while a text is read from front to back.
package struct PositionCounter {
  private var offset = 0
  private var line = 1
  private var column = 1

  package init() {}

  /// The position of the byte at `target`.
  ///
  /// - Complexity: O(`target` - last target), so that all positions of a text cost one pass.
  /// - Precondition: `target` is not before the last one and at most `bytes.count`; the bytes
  ///   before it are UTF-8.
  package mutating func advance(to target: Int, in bytes: [UInt8]) -> SourcePosition {
    while offset < target {
      let byte = bytes[offset]
      offset += 1
      let nextIsLineFeed = offset < bytes.count && bytes[offset] == UInt8(ascii: "\n")
      if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && !nextIsLineFeed) {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return SourcePosition(line: line, column: column)
  }
}

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
  let line = sourceLine(position.line, of: bytes)
  var offset = line.startIndex
  var column = 1
  while offset < line.endIndex, column < position.column {
    // The bytes before a position are UTF-8, whose first byte says how many there are.
    switch line[offset] {
    case 0xF0...: offset += 4
    case 0xE0...: offset += 3
    case 0xC0...: offset += 2
    default: offset += 1
    }
    column += 1
  }
  return sourceExcerpt(of: bytes, at: min(offset, line.endIndex))
}

/// The same around the character that begins at byte `offset`.
///
/// - Complexity: O(1); a line of a gigabyte is not looked through.
package func sourceExcerpt(of bytes: [UInt8], at offset: Int) -> String {
  // A terminal is at least 80 columns wide; two of them go to the indentation, two to the cuts.
  let width = 76
  // No scalar is longer than four bytes, so that these reach beyond what is shown.
  let reach = 4 * (width + 1)
  func isLineEnd(_ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r")
  }
  var (first, last) = (offset, offset)
  while first > 0, offset - first < reach, !isLineEnd(first - 1) { first -= 1 }
  while last < bytes.count, last - offset < reach, !isLineEnd(last) { last += 1 }
  let isCutBefore = first > 0 && !isLineEnd(first - 1)
  let isCutAfter = last < bytes.count && !isLineEnd(last)
  if isCutBefore { while first < offset, isContinuation(bytes[first]) { first += 1 } }
  if isCutAfter { while last > offset, isContinuation(bytes[last]) { last -= 1 } }
  func scalars(_ range: Range<Int>) -> [String] {
    String(decoding: bytes[range], as: UTF8.self).unicodeScalars.map { printable(String($0)) }
  }
  let line = scalars(first..<last)
  let caret = min(scalars(first..<offset).count, line.count)
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
  let before = (start > 0 || isCutBefore ? "…" : "") + line[start..<caret].joined()
  let after =
    line[caret..<end].joined() + (end < line.count || isCutAfter ? "…" : "")
  return "  \(before)\(after)\n  \(String(repeating: " ", count: before.unicodeScalars.count))^"
}

/// Whether a byte of UTF-8 is not the first of its character.
private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

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
