#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that do not move and do not change: a file mapped into memory, or memory of our own.
///
/// All pointers of the reading side live in this file and in `Inflater.swift`. The address is kept
/// as a number, so that the compiler can check that the class is `Sendable`: the pages are mapped
/// privately, are never written after `init`, and are given back only in `deinit`.
///
/// A mapped file has one danger that no check can remove: when another program cuts the file short
/// while it is mapped, touching the lost pages stops the process with SIGBUS. Programs that replace
/// a file by renaming, as the writers here do, are harmless; the old pages stay until `deinit`.
final class MemoryMap: Sendable {
  /// The number of bytes, as checked when the map was made; nothing beyond it is ever touched.
  let count: Int

  /// Where the bytes stand; zero when there are none.
  private let address: UInt

  /// Maps the file at `path`.
  ///
  /// - Throws: `TensorFileError` of kind `missing` or `unreadable`; only regular files are mapped.
  init(path: String) throws(TensorFileError) {
    let site = FaultSite(path: path)
    func unreadable(found: String, remedy: String) -> TensorFileError {
      site.error(
        .unreadable,
        found: found,
        expected: "a .npy or .npz file",
        remedy: remedy
      )
    }
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw unreadable(found: "a path that names no file", remedy: "check the path")
    }
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno != ENOENT, errno != ENOTDIR else {
        throw site.error(
          .missing,
          found: "no such file",
          expected: "a .npy or .npz file",
          remedy: "check the path"
        )
      }
      guard errno != ELOOP else {
        throw unreadable(
          found: "symbolic links that go round in a circle",
          remedy: "name the file itself, or make the link anew"
        )
      }
      throw unreadable(found: "\"\(systemMessage(errno))\"", remedy: "check its permissions")
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw unreadable(found: "\"\(systemMessage(errno))\"", remedy: "check the disk")
    }
    guard let kind = FileKind(mode: status.st_mode), kind == .regular else {
      let kind = FileKind(mode: status.st_mode)?.description ?? "a special file"
      throw unreadable(
        found: kind,
        remedy: "write the arrays to a file and name that file"
      )
    }
    guard let size = Int(exactly: status.st_size), size > 0 else {
      count = 0
      address = 0
      return
    }
    let mapping = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw unreadable(
        found: "\"\(systemMessage(errno))\" when mapping \(size) bytes",
        remedy: "check that it is on a local disk and that memory is left"
      )
    }
    count = size
    address = UInt(bitPattern: mapping)
  }

  /// Takes `count` bytes of fresh memory and lets `fill` write them.
  ///
  /// The system hands out the pages as they are written, so memory that a lying file asked for and
  /// never filled is never used.
  ///
  /// - Throws: What `fill` throws; the memory is given back. An error of kind `tooLarge` when the
  ///   system has no such amount of memory.
  static func make(
    count: Int,
    at site: FaultSite,
    fill: (inout MutableRawSpan) throws(TensorFileError) -> Void
  ) throws(TensorFileError) -> MemoryMap {
    guard count > 0 else {
      var nothing = MutableRawSpan()
      try fill(&nothing)
      return MemoryMap(count: 0, address: 0)
    }
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    let memory = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
      throw site.error(
        .tooLarge,
        found: "\(count) bytes of data",
        expected: "no more than the memory that is left",
        remedy: "save the arrays uncompressed, with numpy.savez, to read them in place"
      )
    }
    let map = MemoryMap(count: count, address: UInt(bitPattern: memory))
    let buffer = unsafe UnsafeMutableRawBufferPointer(start: memory, count: count)
    var bytes = unsafe buffer.mutableBytes
    try fill(&bytes)
    return map
  }

  private init(count: Int, address: UInt) {
    self.count = count
    self.address = address
  }

  deinit {
    if address != 0 { unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
  }

  /// Calls `body` with the bytes in `range`.
  ///
  /// - Precondition: `range` lies within the map.
  func withBytes<Result: ~Copyable, Failure: Error>(
    _ range: Range<Int>,
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside the mapped bytes")
    defer { withExtendedLifetime(self) {} }
    let start = unsafe UnsafeRawPointer(bitPattern: address)
    let all = unsafe UnsafeRawBufferPointer(start: start, count: count)
    return try unsafe body(all.bytes.extracting(range))
  }
}

/// What sort of thing a path leads to.
enum FileKind: String, CustomStringConvertible {
  case regular = "a regular file"
  case directory = "a directory"
  case pipe = "a pipe"
  case socket = "a socket"
  case device = "a device"

  /// Reads the kind from the mode of a file; `nil` for kinds that only some systems know.
  init?(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    case S_IFCHR, S_IFBLK: self = .device
    default: return nil
    }
  }

  var description: String { rawValue }
}

/// The system's words for an error number.
func systemMessage(_ code: Int32) -> String {
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}
