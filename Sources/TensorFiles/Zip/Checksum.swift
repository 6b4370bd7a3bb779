import CZlib
import DetectionNumerics

/// The CRC-32 of data that come in pieces.
struct Checksum {
  private(set) var value: UInt32

  init(value: UInt32 = 0) {
    self.value = value
  }

  /// Adds `bytes`.
  mutating func add(_ bytes: RawSpan) {
    value = unsafe bytes.withUnsafeBytes { buffer in
      // zlib takes a missing address for a request to start anew.
      guard let start = buffer.baseAddress else { return value }
      let first = unsafe start.assumingMemoryBound(to: UInt8.self)
      return unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(value), first, buffer.count))
    }
  }

  /// The bytes that one thread takes at once.
  private static let piece = 8 << 20

  /// The checksum of bytes that are all there, computed on all processors.
  ///
  /// A checksum of many megabytes takes longer than the loss of the heads in them; those of pieces
  /// can be put together.
  init(of bytes: RawSpan) {
    self.init()
    let pieces = (bytes.byteCount + Self.piece - 1) / Self.piece
    guard pieces > 1 else {
      add(bytes)
      return
    }
    var sums = [UInt32](repeating: 0, count: pieces)
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        // Every piece writes one number, at a place of its own.
        nonisolated(unsafe) let (bytes, sums) = unsafe (bytes, sums)
        concurrently(pieces) { index in
          let start = index * Self.piece
          let piece = unsafe bytes[start..<min(start + Self.piece, bytes.count)]
          var checksum = Checksum()
          unsafe checksum.add(UnsafeRawBufferPointer(rebasing: piece).bytes)
          unsafe sums[index] = checksum.value
        }
      }
    }
    var whole = UInt(sums[0])
    for index in 1..<pieces {
      let count = min(Self.piece, bytes.byteCount - index * Self.piece)
      whole = crc32_combine(whole, UInt(sums[index]), count)
    }
    self.init(value: UInt32(truncatingIfNeeded: whole))
  }
}

extension Checksum: CustomStringConvertible {
  /// Eight hexadecimal digits.
  var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
