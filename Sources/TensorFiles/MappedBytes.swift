import DetectionText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes of a mapped file, or of memory of our own; they are kept for as long as this value lives.
package struct MappedBytes: Sendable {
  private let memory: MemoryMap
  private let range: Range<Int>

  /// The bytes in `range`.
  ///
  /// - Precondition: `range` lies within the memory.
  init(_ memory: MemoryMap, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= memory.count, "beyond the memory")
    self.memory = memory
    self.range = range
  }

  /// How many there are.
  package var byteCount: Int { range.count }

  /// Calls `body` with the bytes, which may stand at any address: load them unaligned.
  package func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try memory.withBytes { (bytes) throws(Failure) in try body(bytes.extracting(range)) }
  }
}

/// Memory that does not move: a mapped file, or pages of our own.
///
/// All pointers of the reading side live in this file and in `Inflater.swift`. The address is kept
/// as a number, so that the compiler can check that the class is `Sendable`: the pages are mapped
/// privately, are never written from here after `init`, and are given back only in `deinit`.
///
/// A mapped file has one danger that no check can remove: when another program cuts the file short
/// while it is mapped, touching the lost pages stops the process with SIGBUS, which only a guarded
/// process turns into a message. Programs that replace a file by renaming, as the writers here do, are
/// harmless; the old pages stay until `deinit`. One that writes into the file in place changes what is
/// read: nothing may take for granted that a number is what it was when it was checked.
final class MemoryMap: Sendable {
  /// The number of bytes, as checked when the map was made; nothing beyond it is ever touched.
  let count: Int

  /// Where the bytes stand; zero when there are none.
  private let address: UInt

  /// By what a guarded process remembers a mapped file.
  private let ticket: UInt

  /// Maps the file at `path`; only regular files are mapped.
  convenience init(path: String) throws(Diagnostic) {
    func unreadable(_ fault: FileFault) -> Diagnostic {
      let isNoFile = fault == .isFolder
      let remedy = isNoFile ? "write the arrays to a file and name that file" : nil
      return Diagnostic(file: path, fault, allowed: TensorShelf.allowed, remedy: remedy)
    }
    guard !path.utf8.contains(0) else { throw unreadable(.missing) }
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(FileFault(code: errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw unreadable(FileFault(code: errno)) }
    let kind = FileKind(mode: status.st_mode)
    guard kind == .regular else {
      throw Diagnostic(
        .access,
        code: "file.unreadable",
        at: Place(file: path),
        found: kind?.description ?? "a special file",
        allowed: TensorShelf.allowed,
        remedy: "write the arrays to a file and name that file"
      )
    }
    guard let size = Int(exactly: status.st_size), size > 0 else {
      self.init(count: 0, address: 0)
      return
    }
    let mapping = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw unreadable(
        .failed(reason: "\(systemMessage(errno)) when \(size) bytes were mapped into memory")
      )
    }
    let address = UInt(bitPattern: mapping)
    let ticket = GuardedProcess.rememberMap(of: path, at: address, count: size)
    self.init(count: size, address: address, ticket: ticket)
  }

  /// Takes `count` bytes of fresh memory and lets `fill` write them.
  ///
  /// The system hands out the pages as they are written, so memory that a lying file asked for and
  /// never filled is never used.
  ///
  /// - Throws: What `fill` throws; the memory is given back. A `tensor.memory` when the system has
  ///   no such amount.
  static func make(
    count: Int,
    at site: FaultSite,
    fill: (inout MutableRawSpan) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> MemoryMap {
    guard count > 0 else {
      var nothing = MutableRawSpan()
      try fill(&nothing)
      return MemoryMap(count: 0, address: 0)
    }
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    let memory = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
      throw site.fault(
        "memory",
        found: "\(count) bytes of data",
        allowed: "no more than the memory that is left",
        remedy: "save the arrays uncompressed, with numpy.savez, to read them in place"
      )
    }
    let map = MemoryMap(count: count, address: UInt(bitPattern: memory))
    let buffer = unsafe UnsafeMutableRawBufferPointer(start: memory, count: count)
    var bytes = unsafe buffer.mutableBytes
    try fill(&bytes)
    return map
  }

  private init(count: Int, address: UInt, ticket: UInt = 0) {
    self.count = count
    self.address = address
    self.ticket = ticket
  }

  deinit {
    if ticket != 0 { GuardedProcess.forgetMap(ticket) }
    if address != 0 { unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
  }

  /// Calls `body` with all bytes.
  func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    let start = unsafe UnsafeRawPointer(bitPattern: address)
    return try unsafe body(UnsafeRawBufferPointer(start: start, count: count).bytes)
  }
}
