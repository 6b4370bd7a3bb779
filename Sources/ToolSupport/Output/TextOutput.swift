import DetectionText

/// Somewhere that text is written to.
package protocol TextOutput: AnyObject {
  /// Whether a person looks at it through a terminal.
  var isTerminal: Bool { get }

  /// How many columns that terminal has, where it is one and tells.
  var terminalWidth: Int? { get }

  /// The descriptor of that terminal, for text that goes there at once.
  var terminal: Int32? { get }

  /// The option that names the file it goes to; `nil` where it is no file.
  var option: (any AnyOption)? { get }

  /// Writes `bytes` behind all earlier ones; they may be held back until ``flush()``.
  func write(bytes: [UInt8]) throws(OutputError)

  /// Hands on everything that was held back.
  func flush() throws(OutputError)

  /// Flushes and closes; nothing may be written afterwards.
  func finish() throws(OutputError)
}

extension TextOutput {
  package var isTerminal: Bool { false }

  package var terminalWidth: Int? { nil }

  package var terminal: Int32? { nil }

  package var option: (any AnyOption)? { nil }

  /// Writes `text` as UTF-8.
  package func write(_ text: String) throws(OutputError) {
    try write(bytes: Array(text.utf8))
  }
}

/// A reason why output is not where it should be.
package enum OutputError: Error, Hashable, Sendable {
  case closedPipe

  /// The system refused to write; `reason` is a few plain words.
  case cannotWrite(name: String, reason: String)

  /// A file that is written as a whole could not be.
  case failed(Diagnostic)
}

extension OutputError: CustomStringConvertible {
  /// One sentence naming the output, the fault and what it means.
  package var description: String {
    switch self {
    case .closedPipe: "the reader closed the pipe"
    case .cannotWrite(let name, let reason):
      "cannot write \(printable(name)): \(reason); the output is incomplete"
    case .failed(let diagnostic): diagnostic.description
    }
  }
}

/// Text that is only remembered.
package final class MemoryOutput: TextOutput {
  package private(set) var bytes: [UInt8] = []
  package let isTerminal: Bool
  package let terminalWidth: Int?
  package let option: (any AnyOption)?

  /// Creates an empty text.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether it is for a terminal in the end.
  ///   - terminalWidth: How many columns that has.
  ///   - option: The option that names the file it is for in the end.
  package init(
    isTerminal: Bool = false,
    terminalWidth: Int? = nil,
    option: (any AnyOption)? = nil
  ) {
    self.isTerminal = isTerminal
    self.terminalWidth = terminalWidth
    self.option = option
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package func write(bytes: [UInt8]) throws(OutputError) { self.bytes += bytes }

  package func flush() throws(OutputError) {}

  package func finish() throws(OutputError) {}
}

/// Lines that are written while something is computed that throws diagnostics alone.
package final class LineOutput {
  private let output: any TextOutput
  private var isBegun = false

  /// Why the last line could not be made or written.
  package private(set) var failure: (any Error)?

  package init(_ output: any TextOutput) { self.output = output }

  /// Makes a line and writes it.
  ///
  /// - Parameters:
  ///   - header: What stands before the first line.
  ///   - line: Makes the line, with its line end.
  /// - Throws: A diagnostic that only ends the computation: ``failure`` says why.
  package func write(
    after header: String,
    _ line: () throws -> String
  ) throws(Diagnostic) {
    do {
      let line = try line()
      try output.write(isBegun ? line : header + line)
      isBegun = true
    } catch {
      failure = error
      throw Diagnostic(.writing, code: "output.line", found: "\(error)", remedy: "")
    }
  }
}
