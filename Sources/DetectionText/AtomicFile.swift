#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that appears under its name only when it is complete.
///
/// The bytes go to a temporary file in the same folder, which is forced to the disk, closed, and then
/// renamed. A reader sees the old file or the new one and nothing between; an input that is mapped
/// may be overwritten, for its pages live on until it is unmapped. Dropping the value without
/// ``commit()`` removes the temporary file, and so does a signal that ends a guarded process; one
/// that is killed leaves a file named `.tensorfiles-….tmp` behind.
///
/// A file that is replaced gives the new one its permissions, and one that nobody may write to is not
/// replaced, not by the superuser either. A symbolic link is replaced, not followed; of a file with
/// several hard links the one that is named leads to the new file, the others to the old. The owner
/// is who runs the process.
package final class AtomicFile {
  /// Bytes are gathered until there are this many, so that small pieces cost no system call each.
  private static let bufferSize = 1 << 16

  /// The name that the file will have.
  package let path: String

  /// What messages call it.
  private let name: String

  private let temporaryPath: String
  private let descriptor: Int32
  private let ticket: Int
  private var pending: [UInt8] = []
  private var isOpen = true
  private var isCommitted = false

  /// The bytes appended so far.
  package private(set) var count = 0

  /// Creates the temporary file for `path`.
  ///
  /// - Parameters:
  ///   - path: The name that the file will have.
  ///   - name: What messages call it, where that is not its path.
  /// - Throws: A `Diagnostic` of cause `creation`.
  package init(path: String, called name: String? = nil) throws(Diagnostic) {
    let name = name ?? path
    guard !path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0) else {
      throw Diagnostic(
        creating: name,
        found: "a path that names no file",
        remedy: "name a file in an existing folder"
      )
    }
    let permissions = try Self.permissions(of: path, called: name)
    let temporaryPath = newPath(beside: path)
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
    let (descriptor, code, ticket) = GuardedProcess.changing {
      let (descriptor, code) = SystemCall.open.perform { _ in
        Int(unsafe open(temporaryPath, flags, permissions ?? 0o666))
      }
      let ticket = descriptor < 0 ? 0 : GuardedProcess.remember(temporaryPath)
      return (Int32(descriptor), code, ticket)
    }
    guard descriptor >= 0 else {
      throw Diagnostic(
        creating: name,
        found: "\"\(systemMessage(code))\"",
        remedy: "check that its folder exists and may be written to"
      )
    }
    // What the process masks from new files was not masked from the old one.
    if let permissions { _ = fchmod(descriptor, permissions) }
    self.path = path
    self.name = name
    self.temporaryPath = temporaryPath
    self.descriptor = descriptor
    self.ticket = ticket
  }

  deinit {
    if isOpen { _ = closing(descriptor) }
    guard !isCommitted else { return }
    GuardedProcess.changing {
      _ = unsafe unlink(temporaryPath)
      GuardedProcess.forget(ticket)
    }
  }

  /// The permissions of the file that is to be replaced; `nil` where there is none.
  private static func permissions(of path: String, called name: String) throws(Diagnostic)
    -> mode_t?
  {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    // Renaming would replace a device such as /dev/null by a file.
    guard FileKind(mode: status.st_mode) == .regular else {
      let kind = FileKind(mode: status.st_mode)?.description ?? "a special file"
      throw Diagnostic(creating: name, found: kind, remedy: "name a file")
    }
    let permissions = status.st_mode & 0o777
    guard permissions & 0o222 != 0 else {
      throw Diagnostic(
        creating: name,
        found: "a file that nobody may write to (mode \(String(permissions, radix: 8)))",
        remedy: "name another file, or allow writing to this one"
      )
    }
    return permissions
  }

  /// Writes a whole file with `text`.
  package static func write(_ text: String, to path: String) throws(Diagnostic) {
    let file = try AtomicFile(path: path)
    try file.append(Array(text.utf8))
    try file.commit()
  }

  /// Appends `bytes`.
  package func append(_ bytes: RawSpan) throws(Diagnostic) {
    count += bytes.byteCount
    if bytes.byteCount >= Self.bufferSize {
      try flush()
      return try write(bytes)
    }
    unsafe bytes.withUnsafeBytes { unsafe pending.append(contentsOf: $0) }
    if pending.count >= Self.bufferSize { try flush() }
  }

  /// Appends `bytes`.
  package func append(_ bytes: [UInt8]) throws(Diagnostic) {
    try unsafe append(bytes.span.bytes)
  }

  /// Puts `bytes` over those that stand at `offset`.
  package func overwrite(at offset: Int, with bytes: [UInt8]) throws(Diagnostic) {
    try flush()
    try unsafe write(bytes.span.bytes, at: offset)
  }

  /// Moves all bytes from `offset` on up, and leaves what stood there.
  ///
  /// - Complexity: O(bytes moved), in a megabyte of memory.
  package func moveUp(from offset: Int, by distance: Int) throws(Diagnostic) {
    try flush()
    var end = count
    // From the end, so that nothing is overwritten that was not moved.
    while end > offset {
      let size = min(1 << 20, end - offset)
      try overwrite(at: end - size + distance, with: try bytes(at: end - size, count: size))
      end -= size
    }
    count += distance
  }

  /// The `count` bytes from `offset`, which were written.
  private func bytes(at offset: Int, count: Int) throws(Diagnostic) -> [UInt8] {
    var fault: Int32?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let place = filled
        let (found, code) = SystemCall.read.perform(count - place) { count in
          let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[place...])
          return unsafe pread(descriptor, rest.baseAddress, count, off_t(offset + place))
        }
        guard found > 0 else {
          // What was written is no longer there.
          fault = code == 0 ? EIO : code
          return
        }
        filled += found
      }
    }
    if let fault { throw failure(fault, "when reading back what was written") }
    return bytes
  }

  /// Forces the bytes to the disk and gives the file its name.
  ///
  /// - Throws: A `Diagnostic` of cause `creation` or `writing`. The code `output.unforced` alone means
  ///   that the file stands whole under its name; otherwise nothing changed there.
  package func commit() throws(Diagnostic) {
    try flush()
    if let code = forceToDisk(descriptor) {
      throw failure(code, "when forcing the bytes to the disk")
    }
    // Some file systems tell only on closing that the bytes did not fit.
    isOpen = false
    if let code = closing(descriptor) { throw failure(code, "when closing the file") }
    let code = GuardedProcess.changing {
      let (_, code) = SystemCall.rename.perform { _ in Int(unsafe rename(temporaryPath, path)) }
      if code == 0 { GuardedProcess.forget(ticket) }
      return code
    }
    guard code == 0 else {
      throw Diagnostic(
        creating: name,
        found: "\"\(systemMessage(code))\" when giving the file its name",
        remedy: "check the path and its folder"
      )
    }
    isCommitted = true
    try forceName(of: path, called: name)
  }

  private func flush() throws(Diagnostic) {
    let gathered = pending
    pending = []
    try unsafe write(gathered.span.bytes)
  }

  private func write(_ bytes: RawSpan, at offset: Int? = nil) throws(Diagnostic) {
    guard let code = writeAll(bytes, to: descriptor, at: offset) else { return }
    throw failure(code, "when writing")
  }

  private func failure(_ code: Int32, _ step: String) -> Diagnostic {
    Diagnostic(
      .writing,
      code: "output.writing",
      at: Place(file: name),
      found: "\"\(systemMessage(code))\" \(step)",
      allowed: "room for the file",
      remedy: "check the space on the disk"
    )
  }
}

extension Diagnostic {
  /// A file or folder that cannot be created.
  package init(creating path: String, found: String, remedy: String) {
    self.init(
      .creation,
      code: "output.creation",
      at: Place(file: path),
      found: found,
      allowed: "a place for a new file",
      remedy: remedy
    )
  }
}

/// Closes `descriptor`, whatever comes of it.
///
/// - Returns: The system's error number; `nil` without one.
private func closing(_ descriptor: Int32) -> Int32? {
  // Even when it fails, the descriptor is gone.
  let (_, code) = SystemCall.close.perform { _ in Int(close(descriptor)) }
  return code == 0 ? nil : code
}

/// A path in the same folder that nothing has.
func newPath(beside path: String) -> String {
  let name = String(UInt64.random(in: .min ... .max), radix: 36)
  return folder(of: path) + ".tensorfiles-\(name).tmp"
}

/// The folder of `path` with its last slash; empty for the current one.
private func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return String(path[...slash])
}

/// Forces a new name to the disk, where the file system can.
func forceName(of path: String, called name: String) throws(Diagnostic) {
  let folder = folder(of: path)
  let (descriptor, _) = SystemCall.open.perform { _ in
    Int(unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC))
  }
  // A folder may be writable and not readable; then its entry is left to the system.
  guard descriptor >= 0 else { return }
  defer { _ = closing(Int32(descriptor)) }
  guard let code = forceToDisk(Int32(descriptor)) else { return }
  throw Diagnostic(
    .writing,
    code: "output.unforced",
    at: Place(file: name),
    found: "\"\(systemMessage(code))\" when forcing its new name to the disk",
    allowed: "a folder that the system keeps",
    remedy: "it stands whole under its name, but may be gone after a failure of power"
  )
}
