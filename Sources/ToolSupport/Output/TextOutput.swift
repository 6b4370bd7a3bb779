import DetectionText

/// Somewhere that text is written to.
package protocol TextOutput: AnyObject {
  /// Writes `bytes` behind all earlier ones; they may be held back until ``flush()``.
  func write(bytes: [UInt8]) throws(OutputError)

  /// Hands on everything that was held back.
  func flush() throws(OutputError)

  /// Flushes and closes; nothing may be written afterwards.
  func finish() throws(OutputError)
}

extension TextOutput {
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
}

extension OutputError: CustomStringConvertible {
  /// One sentence naming the output, the fault and what it means.
  package var description: String {
    switch self {
    case .closedPipe: "the reader closed the pipe"
    case .cannotWrite(let name, let reason):
      "cannot write \(printable(name)): \(reason); the output is incomplete"
    }
  }
}

/// Text that is only remembered.
package final class MemoryOutput: TextOutput {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package func write(bytes: [UInt8]) throws(OutputError) { self.bytes += bytes }

  package func flush() throws(OutputError) {}

  package func finish() throws(OutputError) {}
}
