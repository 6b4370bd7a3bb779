import DetectionText

extension RawSpan {
  /// The unsigned integer that stands at `offset` with its least significant byte first, or `nil`
  /// when it would reach beyond the bytes.
  func littleEndian<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ type: Bits.Type,
    at offset: Int
  ) -> Bits? {
    guard offset >= 0, byteCount >= MemoryLayout<Bits>.size,
      offset <= byteCount - MemoryLayout<Bits>.size
    else { return nil }
    return Bits(littleEndian: native(type, at: offset))
  }

  /// The value that stands at `offset` in the processor's own byte order, aligned or not.
  ///
  /// The load is marked unsafe by the standard library because not every type takes every bit
  /// pattern; integers and vectors of integers do, and the bounds are checked.
  ///
  /// - Precondition: The value lies within the bytes.
  @inline(__always)
  func native<Bits: BitwiseCopyable>(_ type: Bits.Type, at offset: Int) -> Bits {
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: type)
  }

  /// The byte at `offset`.
  ///
  /// - Precondition: `offset` lies within the bytes.
  func byte(at offset: Int) -> UInt8 {
    native(UInt8.self, at: offset)
  }

  /// Whether `pattern` stands at `offset`.
  func has(_ pattern: [UInt8], at offset: Int = 0) -> Bool {
    guard offset >= 0, pattern.count <= byteCount, offset <= byteCount - pattern.count else {
      return false
    }
    return pattern.indices.allSatisfy { byte(at: offset + $0) == pattern[$0] }
  }

  /// A copy of the bytes in `range`; meant for names and headers.
  ///
  /// - Precondition: `range` lies within the bytes.
  func copy(_ range: Range<Int>) -> [UInt8] {
    range.map { byte(at: $0) }
  }

  /// The first bytes in hexadecimal, or the words "no bytes".
  func hexadecimal(first count: Int) -> String {
    guard byteCount > 0 else { return "no bytes" }
    let digits = copy(0..<min(count, byteCount)).map { DetectionText.hexadecimal($0).lowercased() }
    return "bytes " + digits.joined(separator: " ")
  }
}
