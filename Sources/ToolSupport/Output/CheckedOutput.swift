import DetectionText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Text that goes to a file descriptor, with every failure noticed.
///
/// Swift's `print` ignores a full disk, and a closed pipe would end the process; this one says what
/// went wrong.
package final class CheckedOutput: TextOutput {
  private let descriptor: Int32
  private let name: String
  private var held: [UInt8] = []

  /// How many bytes are held back at most before they are written, a pipe's usual capacity.
  private static let capacity = 1 << 16

  /// Creates an output to an open descriptor; ``finish()`` closes it.
  ///
  /// - Parameters:
  ///   - descriptor: Where to write.
  ///   - name: What messages call it.
  package init(descriptor: Int32, name: String = "standard output") {
    self.descriptor = descriptor
    self.name = name
  }

  package var isTerminal: Bool { isatty(descriptor) == 1 }

  package var terminal: Int32? { isTerminal ? descriptor : nil }

  package var terminalWidth: Int? {
    var size = winsize()
    let code = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    return code == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }

  package func write(bytes: [UInt8]) throws(OutputError) {
    if held.isEmpty && bytes.count >= Self.capacity { return try writeAll(bytes) }
    held += bytes
    if held.count >= Self.capacity { try flush() }
  }

  package func flush() throws(OutputError) {
    let bytes = held
    held = []
    try writeAll(bytes)
  }

  package func finish() throws(OutputError) {
    try flush()
    // Some file systems tell only on closing that the data did not fit. A descriptor that was never
    // open has nothing to lose by now.
    let (_, code) = SystemCall.close.perform { _ in Int(close(descriptor)) }
    if code != 0 && code != EBADF { throw fault(code) }
  }

  private func writeAll(_ bytes: [UInt8]) throws(OutputError) {
    let code = unsafe DetectionText.writeAll(bytes.span.bytes, to: descriptor)
    if let code { throw fault(code) }
  }

  /// What a system call reports, in plain words.
  private func fault(_ code: Int32) -> OutputError {
    switch code {
    case EPIPE: .closedPipe
    case 0: .cannotWrite(name: name, reason: systemMessage(code))
    case ENOSPC: .cannotWrite(name: name, reason: "no space left on the device")
    case EDQUOT: .cannotWrite(name: name, reason: "the disk quota is used up")
    case EFBIG: .cannotWrite(name: name, reason: "the file would become too large")
    case EIO: .cannotWrite(name: name, reason: "the device reports an error")
    case EBADF: .cannotWrite(name: name, reason: "it is closed")
    default: .cannotWrite(name: name, reason: "system error \(code)")
    }
  }
}
