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

/// Files that go to a folder, which appears when all of them are there.
package final class FolderOutput: TextOutput {
  package let option: (any AnyOption)?
  private let folder: AtomicFolder

  /// Begins the folder.
  ///
  /// - Parameters:
  ///   - path: Its path, where nothing or an empty folder is.
  ///   - option: The option that named it.
  /// - Throws: A `Diagnostic` for a folder that cannot be created.
  init(path: String, option: any AnyOption) throws(Diagnostic) {
    folder = try AtomicFolder(path: path)
    self.option = option
  }

  /// Writes one of its files.
  package func write(_ text: String, to name: String) throws(Diagnostic) {
    let file = try AtomicFile(path: folder.file(name), called: folder.finalFile(name))
    try file.append(Array(text.utf8))
    try file.commit()
  }

  /// There is no text beside the files.
  package func write(bytes: [UInt8]) {}

  package func flush() {}

  package func finish() throws(OutputError) {
    do throws(Diagnostic) { try folder.commit() } catch { throw .failed(error) }
  }
}
