/// The cache lines of an array that something touches.
///
/// Memory moves in lines of 64 bytes: who reads four bytes of one reads all of it. So bytes are
/// counted as 64 for each line that holds a value which is needed, once however many values of it
/// are. The array is taken to begin at a line.
package struct CacheLines: Sendable {
  /// The size of a line, in bytes.
  package static let lineSize = 64

  private var isTouched: [Bool]

  package init(byteCount: Int) {
    isTouched = Array(repeating: false, count: (byteCount + Self.lineSize - 1) / Self.lineSize)
  }

  package mutating func touch(_ bytes: Range<Int>) {
    guard !bytes.isEmpty else { return }
    let last = (bytes.upperBound - 1) / Self.lineSize
    for line in bytes.lowerBound / Self.lineSize...last { isTouched[line] = true }
  }

  package var byteCount: Int { isTouched.count { $0 } * Self.lineSize }
}
