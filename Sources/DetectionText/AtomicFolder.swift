#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A folder of files that appears under its name only when all of them are there.
///
/// Files are written into a temporary folder beside it, which ``commit()`` gives its name. Dropping
/// the value before removes it with what is in it.
package final class AtomicFolder {
  private let path: String
  private let temporaryPath: String
  private var isCommitted = false

  /// Creates the temporary folder for `path`, which may not exist or is an empty folder.
  ///
  /// - Throws: A `Diagnostic` of cause `creation`.
  package init(path: String) throws(Diagnostic) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let isEmpty = (try? InputFolder.names(in: path, hidden: true)) == []
    guard !path.isEmpty, path != "/", !path.utf8.contains(0), isEmpty || FileKind(path: path) == nil
    else {
      throw Diagnostic(
        creating: path,
        found: FileKind(path: path) == .folder
          ? "a folder that is not empty" : "a file of that name",
        remedy: "name a folder that does not exist yet"
      )
    }
    self.path = path
    temporaryPath = AtomicFile.temporaryPath(beside: path)
    guard unsafe mkdir(temporaryPath, 0o777) == 0 else {
      throw Diagnostic(
        creating: path,
        found: "\"\(systemMessage(errno))\"",
        remedy: "check that its folder exists and may be written to"
      )
    }
  }

  deinit {
    guard !isCommitted else { return }
    for name in (try? InputFolder.names(in: temporaryPath, hidden: true)) ?? [] {
      unsafe unlink(file(name))
    }
    unsafe rmdir(temporaryPath)
  }

  /// The path at which to write the file `name`.
  package func file(_ name: String) -> String { "\(temporaryPath)/\(name)" }

  /// Gives the folder its name.
  package func commit() throws(Diagnostic) {
    guard unsafe rename(temporaryPath, path) == 0 else {
      throw Diagnostic(
        creating: path,
        found: "\"\(systemMessage(errno))\" when giving the folder its name",
        remedy: "check the path and its folder"
      )
    }
    isCommitted = true
  }
}
