/// A place in a text: line and column, both counted from one.
///
/// A column is one Unicode scalar; a tab counts one. Lines end at `\n`, `\r\n` or a lone `\r`.
public struct SourcePosition: Hashable, Sendable, BitwiseCopyable {
  // Half-width numbers: every value of a JSON file carries a position, and files are limited to
  // far less than two thousand million characters.
  private let storedLine: Int32
  private let storedColumn: Int32

  /// The line, from one.
  public var line: Int { Int(storedLine) }

  /// The column in Unicode scalars, from one.
  public var column: Int { Int(storedColumn) }

  /// Creates a position; a number that is too large becomes the largest.
  public init(line: Int, column: Int) {
    storedLine = Int32(clamping: line)
    storedColumn = Int32(clamping: column)
  }

  /// The first character of a text.
  public static let start = SourcePosition(line: 1, column: 1)
}

extension SourcePosition: CustomStringConvertible {
  /// `line:column`, as compilers write it.
  public var description: String { "\(line):\(column)" }
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
