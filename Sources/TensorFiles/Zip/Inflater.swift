import CZlib

/// A stream of raw deflate data being unpacked by zlib into memory of a known size.
///
/// - Source: RFC 1951; <https://zlib.net/manual.html>.
@safe struct Inflater: ~Copyable {
  /// The most bytes that deflate can pack into one: 258 bytes take two bits at least.
  static let highestRatio = 1032

  /// The most bytes given to zlib at once, whose counters have 32 bits.
  private static let longestStep = 1 << 30

  /// zlib remembers where its state stands, so that must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// The packed bytes read so far.
  private(set) var consumed = 0

  /// Why unpacking stopped.
  enum Outcome: Hashable {
    /// The output is full.
    case filled

    /// The data ended, after so many bytes of this output.
    case ended(Int)

    /// The data are damaged or cut short, after so many bytes of this output.
    case damaged(Int)
  }

  /// Prepares zlib; `nil` when it has no memory.
  init?() {
    unsafe stream = UnsafeMutablePointer.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Unpacks into `output` until it is full or the data end.
  ///
  /// - Parameters:
  ///   - output: Where to put the bytes.
  ///   - input: All the packed data, the same at each call.
  /// - Returns: Why it stopped.
  mutating func fill(_ output: inout MutableRawSpan, from input: RawSpan) -> Outcome {
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
      switch code {
      case Z_OK: continue
      case Z_STREAM_END: return .ended(produced)
      default: return .damaged(produced)
      }
    }
    return .filled
  }

  /// Whether the data end exactly here, with no byte to unpack and none left over.
  mutating func isFinished(input: RawSpan) -> Bool {
    var spare: [UInt8] = [0]
    var span = spare.mutableSpan
    var output = unsafe span.mutableBytes
    return fill(&output, from: input) == .ended(0) && consumed == input.byteCount
  }
}
