#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension DetectorConfiguration {
  /// Reads a configuration from the JSON file at `path`, and its names file if it has one.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - dialect: A dialect in place of the file's own, one of ``dialectNames``; sections that the
  ///     file gives win over it.
  /// - Throws: ``ConfigurationError``: its ``ConfigurationError/cause`` tells a file that cannot
  ///   be read from one whose content is wrong.
  /// - Complexity: O(n) in the length of both files; neither is read beyond 16 MiB.
  public init(path: String, dialect: String? = nil) throws(ConfigurationError) {
    var filesRead: [String] = []
    try self.init(path: path, dialect: dialect, filesRead: &filesRead)
  }

  /// The same, with the paths of the files that were read.
  package init(
    path: String,
    dialect: String? = nil,
    filesRead: inout [String]
  ) throws(ConfigurationError) {
    let bytes: [UInt8]
    do {
      bytes = try contents(of: path)
    } catch {
      throw .file(path: path, error)
    }
    var read = [path]
    try self.init(json: bytes, file: path, dialect: dialect) { (names) throws(FileFault) in
      read.append(names)
      return try contents(of: names)
    }
    filesRead += read
  }
}

/// The content of a file, or one byte more than the reader accepts if it is longer: enough to
/// refuse it, however large it is or if it never ends.
private func contents(of path: String) throws(FileFault) -> [UInt8] {
  // The system would take a path with a zero byte for its part before it.
  guard !path.utf8.contains(0) else { throw .missing }
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw FileFault(code: errno) }
  defer { _ = close(file) }
  let most = JSONLimits.maximumBytes + 1
  var content: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while content.count < most {
    let wanted = min(chunk.count, most - content.count)
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, wanted) }
    if count == 0 { break }
    if count < 0 {
      guard errno == EINTR else { throw FileFault(code: errno) }
      continue
    }
    content += chunk[..<count]
  }
  return content
}

extension FileFault {
  /// The fault that a system call reports.
  fileprivate init(code: Int32) {
    switch code {
    case ENOENT, ENOTDIR: self = .missing
    case EISDIR: self = .isDirectory
    case EACCES, EPERM: self = .notPermitted
    case ELOOP: self = .failed(reason: "its links go round in a circle")
    default: self = .failed(reason: unsafe String(cString: strerror(code)))
    }
  }
}
