import DetectionText

/// Text that goes to a file, which appears when all of it is there.
final class FileOutput: TextOutput {
  let option: (any AnyOption)?
  private let file: AtomicFile

  /// Begins the file.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - option: The option that named it.
  /// - Throws: A `Diagnostic` for a file that cannot be created.
  init(path: String, option: any AnyOption) throws(Diagnostic) {
    file = try AtomicFile(path: path)
    self.option = option
  }

  func write(bytes: [UInt8]) throws(OutputError) {
    try checked { () throws(Diagnostic) in try file.append(bytes) }
  }

  /// A part of it is of use to nobody.
  func flush() {}

  func finish() throws(OutputError) { try checked { () throws(Diagnostic) in try file.commit() } }

  private func checked(_ body: () throws(Diagnostic) -> Void) throws(OutputError) {
    do throws(Diagnostic) { try body() } catch { throw .failed(error) }
  }
}
