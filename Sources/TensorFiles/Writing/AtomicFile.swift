import DetectionText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// The bytes go to a temporary file in the same folder, which is forced to the disk and then
/// renamed. A reader sees the old file or the new one and nothing between; an input that is mapped
/// may be overwritten, for its pages live on until it is unmapped. Dropping the value without
/// ``commit()`` removes the temporary file. A symbolic link is replaced, not followed. A process
/// that is killed leaves a file named `.tensorfiles-….tmp` behind.
final class AtomicFile {
  /// Bytes are gathered until there are this many, so that small pieces cost no system call each.
  private static let bufferSize = 1 << 16

  /// The most bytes for one call of `write`; some systems refuse more than 2 GiB.
  private static let longestWrite = 1 << 30

  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var isCommitted = false

  /// The bytes appended so far.
  private(set) var count = 0

  /// Creates the temporary file for `path`.
  ///
  /// - Throws: A `Diagnostic` of cause `creation`.
  init(path: String) throws(Diagnostic) {
    func cannotCreate(_ found: String, remedy: String) -> Diagnostic {
      Self.failure(.creation, path, found: found, remedy: remedy)
    }
    guard !path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0) else {
      throw cannotCreate("a path that names no file", remedy: "name a file in an existing folder")
    }
    // Renaming would replace a device such as /dev/null by a file.
    var status = stat()
    if unsafe stat(path, &status) == 0, FileKind(mode: status.st_mode) != .regular {
      let kind = FileKind(mode: status.st_mode)?.description ?? "a special file"
      throw cannotCreate(kind, remedy: "name a file")
    }
    let name = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporaryPath = Self.folder(of: path) + ".tensorfiles-\(name).tmp"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = unsafe open(temporaryPath, flags, 0o666)
    guard descriptor >= 0 else {
      throw cannotCreate(
        "\"\(systemMessage(errno))\"",
        remedy: "check that its folder exists and may be written to"
      )
    }
    self.path = path
    self.temporaryPath = temporaryPath
    self.descriptor = descriptor
    pending.reserveCapacity(Self.bufferSize)
  }

  deinit {
    guard !isCommitted else { return }
    close(descriptor)
    unsafe unlink(temporaryPath)
  }

  /// Appends `bytes`.
  func append(_ bytes: RawSpan) throws(Diagnostic) {
    if bytes.byteCount >= Self.bufferSize {
      try flush()
      try write(bytes)
    } else {
      if pending.count + bytes.byteCount > Self.bufferSize { try flush() }
      unsafe bytes.withUnsafeBytes { unsafe pending.append(contentsOf: $0) }
    }
    count += bytes.byteCount
  }

  /// Appends `bytes`.
  func append(_ bytes: [UInt8]) throws(Diagnostic) {
    try unsafe append(bytes.span.bytes)
  }

  /// Puts `bytes` over those that stand at `offset`.
  func overwrite(at offset: Int, with bytes: [UInt8]) throws(Diagnostic) {
    try flush()
    let written = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
    }
    guard written == bytes.count else { throw failure() }
  }

  /// Forces the bytes to the disk and gives the file its name.
  func commit() throws(Diagnostic) {
    try flush()
    guard fsync(descriptor) == 0 else { throw failure() }
    guard unsafe rename(temporaryPath, path) == 0 else {
      throw Self.failure(
        .creation,
        path,
        found: "\"\(systemMessage(errno))\" when giving the file its name",
        remedy: "check the path and its folder"
      )
    }
    isCommitted = true
    guard close(descriptor) == 0 else { throw failure() }
    try forceFolder()
  }

  /// Forces the new name to the disk, where the file system can.
  private func forceFolder() throws(Diagnostic) {
    let folder = Self.folder(of: path)
    let descriptor = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    // A folder may be writable and not readable; then its entry is left to the system.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else { throw failure() }
  }

  private func flush() throws(Diagnostic) {
    guard !pending.isEmpty else { return }
    var gathered: [UInt8] = []
    swap(&gathered, &pending)
    try unsafe write(gathered.span.bytes)
    gathered.removeAll(keepingCapacity: true)
    swap(&gathered, &pending)
  }

  private func write(_ bytes: RawSpan) throws(Diagnostic) {
    var offset = 0
    while offset < bytes.byteCount {
      let end = min(bytes.byteCount, offset + Self.longestWrite)
      let part = bytes.extracting(offset..<end)
      let written = unsafe part.withUnsafeBytes {
        unsafe systemWrite(descriptor, $0.baseAddress, $0.count)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw failure() }
      offset += written
    }
  }

  private func failure() -> Diagnostic {
    Self.failure(
      .writing,
      path,
      found: "\"\(systemMessage(errno))\" when writing",
      remedy: "check the space on the disk"
    )
  }

  private static func failure(
    _ cause: Diagnostic.Cause,
    _ path: String,
    found: String,
    remedy: String
  ) -> Diagnostic {
    let isCreation = cause == .creation
    return Diagnostic(
      cause,
      code: isCreation ? "output.creation" : "output.writing",
      at: Place(file: path),
      found: found,
      allowed: isCreation ? "a place for a new file" : "room for the file",
      remedy: remedy
    )
  }

  /// The folder of `path` with its last slash; empty for the current one.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }
}

/// The system's `write`, which the method of that name hides.
@unsafe
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}
