#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A reason why a file's bytes cannot be had.
package enum FileFault: Error, Hashable, Sendable {
  /// There is no such file.
  case missing

  /// The path leads to a folder.
  case isFolder

  /// The path leads to something that is not read like a file.
  case special(FileKind)

  /// The system does not permit it.
  case notPermitted

  /// The file has more bytes than its reader is willing to hold.
  case tooLarge(limit: Int)

  /// Another reason, in the system's words or our own.
  case failed(reason: String)

  /// The fault that a system call reports.
  package init(code: Int32) {
    switch code {
    case ENOENT, ENOTDIR: self = .missing
    case EISDIR: self = .isFolder
    case EACCES, EPERM: self = .notPermitted
    case ELOOP: self = .failed(reason: "its links go round in a circle")
    case ENAMETOOLONG: self = .failed(reason: "its name is too long")
    default: self = .failed(reason: systemMessage(code))
    }
  }
}

extension FileFault: CustomStringConvertible {
  /// What was found instead of a readable file.
  package var description: String {
    switch self {
    case .missing: "no file"
    case .isFolder: "a folder"
    case .special(let kind): "\(kind)"
    case .notPermitted: "a file that may not be read"
    case .tooLarge(let limit): "more than \(limit) bytes"
    case .failed(let reason): "a file that cannot be read (\(printable(reason)))"
    }
  }
}

extension Diagnostic {
  /// A file that cannot be read, or is too large to be what it should be.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - fault: Why.
  ///   - allowed: What kind of file belongs there, such as `a readable JSON file`.
  ///   - remedy: What to do, beside looking at the path.
  package init(file path: String, _ fault: FileFault, allowed: String, remedy: String? = nil) {
    let isTooLarge = if case .tooLarge = fault { true } else { false }
    self.init(
      isTooLarge ? .content : .access,
      code: isTooLarge ? "file.too-large" : "file.unreadable",
      at: Place(file: path),
      found: "\(fault)",
      allowed: allowed,
      remedy: remedy ?? (isTooLarge ? "check that this is the right file" : "check the path")
    )
  }
}

/// What sort of thing a path leads to.
package enum FileKind: String, Sendable, CustomStringConvertible {
  case regular = "a regular file"
  case folder = "a folder"
  case pipe = "a pipe"
  case socket = "a socket"
  case device = "a device"

  /// Reads the kind from the mode of a file; `nil` for kinds that only some systems know.
  package init?(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    case S_IFCHR, S_IFBLK: self = .device
    default: return nil
    }
  }

  /// What `path` leads to, perhaps through links, or `nil` if it leads nowhere.
  ///
  /// Opening a pipe blocks until somebody writes to it; who follows names from a file asks first.
  package init?(path: String) {
    guard !path.utf8.contains(0) else { return nil }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(mode: status.st_mode)
  }

  package var description: String { rawValue }
}

/// A file open for reading, in pieces no larger than its reader asks for.
package struct InputFile: ~Copyable {
  private let descriptor: Int32

  /// Opens the file at `path`.
  ///
  /// Devices, sockets and named pipes are refused by their kind: they have no end, or wait for
  /// somebody. A pipe that is open already, as a shell makes of `<(command)`, is read.
  package init(path: String) throws(FileFault) {
    // The system would take a path with a zero byte for its part before it.
    guard !path.utf8.contains(0) else { throw FileFault.missing }
    let isOpen = Self.folders.contains(where: path.hasPrefix)
    // Opening alone can do something to a device.
    if let kind = FileKind(path: path) { try Self.check(kind, isOpen: isOpen) }
    let opened = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard opened >= 0 else { throw FileFault(code: errno) }
    do throws(FileFault) {
      // It may have become another in between.
      var status = stat()
      if unsafe fstat(opened, &status) == 0, let kind = FileKind(mode: status.st_mode) {
        try Self.check(kind, isOpen: isOpen)
      }
    } catch {
      close(opened)
      throw error
    }
    // An open pipe is waited for.
    _ = fcntl(opened, F_SETFL, 0)
    self.init(descriptor: opened)
  }

  /// Opens what the process was started with on its standard input, whatever it is.
  package static func standardInput() throws(FileFault) -> InputFile {
    let opened = dup(STDIN_FILENO)
    guard opened >= 0 else { throw FileFault(code: errno) }
    return InputFile(descriptor: opened)
  }

  /// Where descriptors that are open stand as files.
  private static let folders = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"]

  private static func check(_ kind: FileKind, isOpen: Bool) throws(FileFault) {
    switch kind {
    case .regular, .folder: return
    case .pipe where isOpen: return
    case .pipe, .socket, .device: throw .special(kind)
    }
  }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }

  /// How many bytes the system says the file has, which it may gain or lose while it is read; `nil`
  /// where that cannot be told.
  package var size: Int? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size >= 0 else { return nil }
    return Int(status.st_size)
  }

  /// The next bytes, at most `count`; empty at the end of the file.
  package func next(_ count: Int) throws(FileFault) -> [UInt8] {
    try unsafe fill(count) { unsafe read(descriptor, $0, $1) }
  }

  /// At most `count` bytes from `offset`; fewer only at the end of the file.
  package func bytes(at offset: Int, count: Int) throws(FileFault) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let piece = try unsafe fill(count - bytes.count) {
        unsafe pread(descriptor, $0, $1, off_t(offset + bytes.count))
      }
      guard !piece.isEmpty else { break }
      bytes += piece
    }
    return bytes
  }

  private func fill(
    _ count: Int,
    _ read: (UnsafeMutableRawPointer?, Int) -> Int
  ) throws(FileFault) -> [UInt8] {
    var fault: FileFault?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while true {
        let found = unsafe read(buffer.baseAddress, count)
        if found >= 0 {
          filled = found
          return
        }
        guard errno == EINTR else {
          fault = FileFault(code: errno)
          return
        }
      }
    }
    if let fault { throw fault }
    return bytes
  }

  /// The whole content of the file at `path`, which may also be a pipe that is open.
  ///
  /// - Throws: ``FileFault/tooLarge(limit:)`` as soon as there are more than `limit` bytes, however
  ///   large the file is or if it never ends.
  package static func contents(of path: String, limit: Int) throws(FileFault) -> [UInt8] {
    try InputFile(path: path).contents(limit: limit)
  }

  /// All that is left, at most `limit` bytes.
  ///
  /// - Throws: ``FileFault/tooLarge(limit:)`` as soon as there are more.
  package consuming func contents(limit: Int) throws(FileFault) -> [UInt8] {
    var content: [UInt8] = []
    // One byte more than a file has tells its end together with its content. A pipe has no size.
    let size = size ?? 0
    content.reserveCapacity(min(size, limit))
    while true {
      let piece = try next(
        size > content.count ? min(size - content.count + 1, 1 << 18) : 1 << 12
      )
      if piece.isEmpty { return content }
      guard piece.count <= limit - content.count else { throw .tooLarge(limit: limit) }
      content += piece
    }
  }
}
