import CZlib
import DetectionText

/// A deflated member of an archive while zlib unpacks it, from its first byte to its last.
///
/// - Source: RFC 1951; <https://zlib.net/manual.html>.
@safe struct Inflater: ~Copyable {
  /// The most bytes that deflate can pack into one: 258 bytes take two bits at least.
  static let highestRatio = 1032

  /// The most bytes given to zlib at once, whose counters have 32 bits.
  private static let longestStep = 1 << 30

  private let entry: ZipEntry
  private let site: FaultSite

  /// zlib remembers where its state stands, so that must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// The packed bytes read so far.
  private var consumed = 0

  /// The bytes unpacked so far.
  private var done = 0

  private var checksum = Checksum()

  init(_ entry: ZipEntry, at site: FaultSite) throws(Diagnostic) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else {
      unsafe stream.deallocate()
      throw site.fault(
        "memory",
        found: "no memory for zlib",
        allowed: "about 40 kB",
        remedy: "free some memory"
      )
    }
    unsafe self.stream = unsafe stream
    self.entry = entry
    self.site = site
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Fills `buffer` with the next bytes.
  mutating func fill(_ buffer: inout [UInt8], from packed: RawSpan) throws(Diagnostic) {
    var span = buffer.mutableSpan
    var bytes = unsafe span.mutableBytes
    try fill(&bytes, from: packed)
  }

  /// Unpacks as many bytes as `output` has room for.
  ///
  /// - Parameters:
  ///   - output: Where to put the bytes.
  ///   - packed: All the packed data, the same at each call.
  /// - Throws: A fault of data that are damaged or end too soon.
  /// - Precondition: The directory promises that many.
  mutating func fill(_ output: inout MutableRawSpan, from packed: RawSpan) throws(Diagnostic) {
    let (produced, code) = unpack(into: &output, from: packed)
    guard code == Z_OK || code == Z_STREAM_END else {
      throw site.fault(
        "archive",
        at: done + produced,
        found: "compressed data that are damaged or cut short",
        allowed: "\(entry.byteCount) bytes of inflated data"
      )
    }
    guard produced == output.byteCount else {
      throw site.fault(
        "truncated",
        at: done + produced,
        found: "\(done + produced) bytes of inflated data",
        allowed: "\(entry.byteCount), as the directory says"
      )
    }
    checksum.add(output.bytes)
    done += produced
  }

  /// Refuses data that go on, and data whose checksum is wrong.
  mutating func finish(from packed: RawSpan) throws(Diagnostic) {
    var spare: [UInt8] = [0]
    var span = spare.mutableSpan
    var output = unsafe span.mutableBytes
    guard unpack(into: &output, from: packed) == (0, Z_STREAM_END), consumed == packed.byteCount
    else {
      throw site.fault(
        "archive",
        at: done,
        found: "more compressed data",
        allowed: "their end after \(done) inflated bytes"
      )
    }
    try checksum.check(of: entry, at: site)
  }

  /// Unpacks until the output is full or the data end.
  ///
  /// - Returns: The bytes of output, and zlib's word why there are no more; `Z_OK` where it is full.
  private mutating func unpack(
    into output: inout MutableRawSpan,
    from input: RawSpan
  ) -> (produced: Int, code: Int32) {
    let room = output.byteCount
    var produced = 0
    while produced < room {
      let wanted = min(Self.longestStep, room - produced)
      let given = min(Self.longestStep, input.byteCount - consumed)
      let code = unsafe output.withUnsafeMutableBytes { target in
        unsafe input.withUnsafeBytes { source in
          let next = unsafe UnsafeMutableRawBufferPointer(mutating: source).baseAddress
          unsafe stream.pointee.next_in = next.map {
            unsafe $0.advanced(by: consumed).assumingMemoryBound(to: UInt8.self)
          }
          unsafe stream.pointee.avail_in = UInt32(given)
          unsafe stream.pointee.next_out = target.baseAddress.map {
            unsafe $0.advanced(by: produced).assumingMemoryBound(to: UInt8.self)
          }
          unsafe stream.pointee.avail_out = UInt32(wanted)
          return unsafe inflate(stream, Z_NO_FLUSH)
        }
      }
      consumed += unsafe given - Int(stream.pointee.avail_in)
      produced += unsafe wanted - Int(stream.pointee.avail_out)
      guard code == Z_OK else { return (produced, code) }
    }
    return (produced, Z_OK)
  }
}

extension Checksum {
  /// Refuses content whose checksum is not the directory's.
  func check(of entry: ZipEntry, at site: FaultSite) throws(Diagnostic) {
    guard value == entry.checksum.value else {
      throw site.fault(
        "checksum",
        found: "checksum \(self)",
        allowed: "\(entry.checksum), as the directory says"
      )
    }
  }
}
