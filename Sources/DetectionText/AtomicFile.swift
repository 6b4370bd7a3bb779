#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that appears under its name only when it is complete.
///
/// The bytes go to a temporary file in the same folder, which is forced to the disk and then
/// renamed. A reader sees the old file or the new one and nothing between; an input that is mapped
/// may be overwritten, for its pages live on until it is unmapped. Dropping the value without
/// ``commit()`` removes the temporary file. A symbolic link is replaced, not followed. A process
/// that is killed leaves a file named `.tensorfiles-….tmp` behind.
package final class AtomicFile {
  /// Bytes are gathered until there are this many, so that small pieces cost no system call each.
  private static let bufferSize = 1 << 16

  /// The name that the file will have.
  package let path: String

  private let temporaryPath: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var isCommitted = false

  /// The bytes appended so far.
  package private(set) var count = 0

  /// Creates the temporary file for `path`.
  ///
  /// - Throws: A `Diagnostic` of cause `creation`.
  package init(path: String) throws(Diagnostic) {
    guard !path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0) else {
      throw Diagnostic(
        creating: path,
        found: "a path that names no file",
        remedy: "name a file in an existing folder"
      )
    }
    // Renaming would replace a device such as /dev/null by a file.
    var status = stat()
    if unsafe stat(path, &status) == 0, FileKind(mode: status.st_mode) != .regular {
      let kind = FileKind(mode: status.st_mode)?.description ?? "a special file"
      throw Diagnostic(creating: path, found: kind, remedy: "name a file")
    }
    let temporaryPath = Self.temporaryPath(beside: path)
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = unsafe open(temporaryPath, flags, 0o666)
    guard descriptor >= 0 else {
      throw Diagnostic(
        creating: path,
        found: "\"\(systemMessage(errno))\"",
        remedy: "check that its folder exists and may be written to"
      )
    }
    self.path = path
    self.temporaryPath = temporaryPath
    self.descriptor = descriptor
  }

  deinit {
    guard !isCommitted else { return }
    close(descriptor)
    unsafe unlink(temporaryPath)
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
    let written = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
    }
    guard written == bytes.count else { throw failure(errno) }
  }

  /// Moves all bytes from `offset` on up, and leaves what stood there.
  ///
  /// - Complexity: O(bytes moved), in a megabyte of memory.
  package func moveUp(from offset: Int, by distance: Int) throws(Diagnostic) {
    try flush()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var end = count
    // From the end, so that nothing is overwritten that was not moved.
    while end > offset {
      let size = min(buffer.count, end - offset)
      let read = unsafe buffer.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress, size, off_t(end - size))
      }
      guard read == size else { throw failure(read < 0 ? errno : EIO) }
      try overwrite(at: end - size + distance, with: Array(buffer.prefix(size)))
      end -= size
    }
    count += distance
  }

  /// Forces the bytes to the disk and gives the file its name.
  package func commit() throws(Diagnostic) {
    try flush()
    guard fsync(descriptor) == 0 else { throw failure(errno) }
    guard unsafe rename(temporaryPath, path) == 0 else {
      throw Diagnostic(
        creating: path,
        found: "\"\(systemMessage(errno))\" when giving the file its name",
        remedy: "check the path and its folder"
      )
    }
    isCommitted = true
    guard close(descriptor) == 0 else { throw failure(errno) }
    try forceFolder()
  }

  /// Forces the new name to the disk, where the file system can.
  private func forceFolder() throws(Diagnostic) {
    let folder = Self.folder(of: path)
    let descriptor = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    // A folder may be writable and not readable; then its entry is left to the system.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw failure(errno)
    }
  }

  private func flush() throws(Diagnostic) {
    let gathered = pending
    pending = []
    try unsafe write(gathered.span.bytes)
  }

  private func write(_ bytes: RawSpan) throws(Diagnostic) {
    if let code = writeAll(bytes, to: descriptor) { throw failure(code) }
  }

  private func failure(_ code: Int32) -> Diagnostic {
    Diagnostic(
      .writing,
      code: "output.writing",
      at: Place(file: path),
      found: "\"\(systemMessage(code))\" when writing",
      allowed: "room for the file",
      remedy: "check the space on the disk"
    )
  }

  /// A path in the same folder that nothing has.
  static func temporaryPath(beside path: String) -> String {
    let name = String(UInt64.random(in: .min ... .max), radix: 36)
    return folder(of: path) + ".tensorfiles-\(name).tmp"
  }

  /// The folder of `path` with its last slash; empty for the current one.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
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

/// Writes all of `bytes`, in as many pieces as the system likes.
///
/// An interrupted call is repeated, and a descriptor that somebody made non-blocking is waited for.
///
/// - Returns: The system's error number, or `nil` when everything was written.
package func writeAll(_ bytes: RawSpan, to descriptor: Int32) -> Int32? {
  var offset = 0
  while offset < bytes.byteCount {
    // Some systems refuse more than 2 GiB at once.
    let part = bytes.extracting(offset..<min(bytes.byteCount, offset + (1 << 30)))
    let (count, code) = unsafe part.withUnsafeBytes { part in
      let count = unsafe write(descriptor, part.baseAddress, part.count)
      return (count, count < 0 ? errno : EIO)
    }
    if count > 0 {
      offset += count
    } else if code == EAGAIN || code == EWOULDBLOCK {
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&request, 1, -1)
    } else if code != EINTR {
      return code
    }
  }
  return nil
}
