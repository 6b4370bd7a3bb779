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
/// the value before removes it with what is in it, and so does a signal that ends a guarded process.
package final class AtomicFolder {
  private let path: String
  private let temporaryPath: String
  private let ticket: Int
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
    let temporaryPath = newPath(beside: path)
    let (code, ticket) = GuardedProcess.changing {
      let (_, code) = SystemCall.makeFolder.perform { _ in Int(unsafe mkdir(temporaryPath, 0o777)) }
      return (code, code == 0 ? GuardedProcess.remember(temporaryPath, isFolder: true) : 0)
    }
    self.temporaryPath = temporaryPath
    self.ticket = ticket
    guard code == 0 else {
      // There is nothing to remove.
      isCommitted = true
      throw Diagnostic(
        creating: path,
        found: "\"\(systemMessage(code))\"",
        remedy: "check that its folder exists and may be written to"
      )
    }
  }

  deinit {
    guard !isCommitted else { return }
    GuardedProcess.changing {
      for name in (try? InputFolder.names(in: temporaryPath, hidden: true)) ?? [] {
        _ = unsafe unlink(file(name))
      }
      _ = unsafe rmdir(temporaryPath)
      GuardedProcess.forget(ticket)
    }
  }

  /// The path at which to write the file `name`.
  package func file(_ name: String) -> String { "\(temporaryPath)/\(name)" }

  /// The path that the file `name` will have, which messages call it by.
  package func finalFile(_ name: String) -> String { "\(path)/\(name)" }

  /// Gives the folder its name.
  ///
  /// - Throws: A `Diagnostic` of cause `creation`, and nothing changed; or one of the code
  ///   `output.unforced`, and the folder stands whole under its name.
  package func commit() throws(Diagnostic) {
    let code = GuardedProcess.changing {
      let (_, code) = SystemCall.rename.perform { _ in Int(unsafe rename(temporaryPath, path)) }
      if code == 0 { GuardedProcess.forget(ticket) }
      return code
    }
    guard code == 0 else {
      throw Diagnostic(
        creating: path,
        found: "\"\(systemMessage(code))\" when giving the folder its name",
        remedy: "check the path and its folder"
      )
    }
    isCommitted = true
    try forceName(of: path, called: path)
  }
}
