import DetectionText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The lines of standard input as they come, without their line ends and without empty ones.
///
/// No more is kept than was read and not yet asked for.
package struct StandardInputLines {
  /// What a line is, in words.
  private let allowed: String

  private var held: [UInt8] = []

  /// Where the next line begins.
  private var start = 0
  private var isAtEnd = false

  /// The longest line: longer ones are no names.
  private static let longest = 1 << 16

  /// Begins before the first line.
  ///
  /// - Parameter allowed: What lines should be, in words.
  package init(allowed: String) { self.allowed = allowed }

  /// The next lines: those that are here already, and at least one; none at the end.
  ///
  /// A program that writes one line and waits for what becomes of it gets it.
  ///
  /// - Parameter most: How many at most.
  /// - Returns: The lines; none at the end.
  /// - Throws: A `Diagnostic` for input that cannot be read, or a line that is too long.
  package mutating func next(_ most: Int) throws(Diagnostic) -> [String] {
    var lines: [String] = []
    while lines.count < most {
      if let line = try heldLine() {
        if !line.isEmpty { lines.append(line) }
      } else if isAtEnd || !lines.isEmpty {
        break
      } else {
        try read()
      }
    }
    return lines
  }

  /// The next line that is here.
  private mutating func heldLine() throws(Diagnostic) -> String? {
    let end = held[start...].firstIndex(of: UInt8(ascii: "\n"))
    guard let end = end ?? (isAtEnd && start < held.count ? held.count : nil) else {
      guard held.count - start <= Self.longest else {
        throw Diagnostic(
          .content,
          code: "input.line",
          at: Place(file: "standard input"),
          found: "a line of more than \(Self.longest) bytes",
          allowed: allowed,
          remedy: "check the program that writes them"
        )
      }
      return nil
    }
    var line = held[start..<end]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    let text = String(decoding: line, as: UTF8.self)
    start = min(end + 1, held.count)
    return text
  }

  /// Waits for more.
  private mutating func read() throws(Diagnostic) {
    held.removeFirst(start)
    start = 0
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var count: Int
    repeat {
      count = unsafe bytes.withUnsafeMutableBytes { buffer in
        #if canImport(Darwin)
          unsafe Darwin.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
          unsafe Musl.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        #else
          unsafe Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        #endif
      }
    } while count < 0 && errno == EINTR
    guard count >= 0 else {
      throw Diagnostic(file: "standard input", FileFault(code: errno), allowed: allowed)
    }
    if count == 0 { isAtEnd = true } else { held += bytes[..<count] }
  }
}
