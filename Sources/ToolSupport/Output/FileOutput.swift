import DetectionText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Text that goes to a file, which is there whole or not at all.
///
/// The bytes go to a temporary file in the same folder, which ``finish()`` forces to the disk and
/// gives its name; dropping the output without that leaves nothing behind, and an older file of the
/// name as it was. A pipe or a device, which cannot be replaced, is written as it is.
package final class FileOutput: TextOutput {
  private let path: String
  private let temporaryPath: String?
  private let descriptor: Int32
  private let output: CheckedOutput
  private var isFinished = false

  /// Creates the file under a name of its own.
  ///
  /// - Throws: ``OutputError/cannotCreate(name:reason:)``.
  package init(path: String) throws(OutputError) {
    let kind = FileKind(path: path)
    guard !path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0), kind != .folder else {
      throw .cannotCreate(name: path, reason: "it names no file")
    }
    self.path = path
    if kind == nil || kind == .regular {
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      let name = String(UInt64.random(in: .min ... .max), radix: 36)
      let temporary = "\(folder).detloss-\(name).tmp"
      temporaryPath = temporary
      descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    } else {
      temporaryPath = nil
      descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    }
    output = CheckedOutput(descriptor: descriptor, name: path)
    guard descriptor >= 0 else {
      isFinished = true
      throw .cannotCreate(name: path, reason: systemMessage(errno).lowercased())
    }
  }

  deinit {
    guard !isFinished else { return }
    close(descriptor)
    if let temporaryPath { unsafe unlink(temporaryPath) }
  }

  /// Writes `text` to the file at `path`, whole or not at all.
  package static func write(_ text: String, to path: String) throws(OutputError) {
    let file = try FileOutput(path: path)
    try file.write(text)
    try file.finish()
  }

  package func write(bytes: [UInt8]) throws(OutputError) { try output.write(bytes: bytes) }

  package func flush() throws(OutputError) { try output.flush() }

  package func finish() throws(OutputError) {
    try output.flush()
    guard let temporaryPath else {
      isFinished = true
      return try output.finish()
    }
    guard fsync(descriptor) == 0 else { throw output.fault(errno) }
    guard unsafe rename(temporaryPath, path) == 0 else {
      throw .cannotCreate(name: path, reason: systemMessage(errno).lowercased())
    }
    isFinished = true
    try output.finish()
  }
}
