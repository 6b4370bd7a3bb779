import DetectionNumerics

/// How one number of a raw head is stored.
public struct HeadElement: Hashable, Sendable {
  /// The floating-point formats that networks are dumped in.
  public enum Format: Hashable, Sendable, CaseIterable {
    /// IEEE 754 binary16, two bytes.
    case float16

    /// The upper half of a binary32, two bytes.
    case bfloat16

    /// IEEE 754 binary32, four bytes.
    case float32

    /// IEEE 754 binary64, eight bytes.
    case float64
  }

  /// The format of each number.
  public var format: Format

  /// Whether the most significant byte comes first.
  public var isBigEndian: Bool

  /// Creates a description of stored numbers.
  public init(_ format: Format, isBigEndian: Bool = false) {
    self.format = format
    self.isBigEndian = isBigEndian
  }

  /// The size of one number, in bytes.
  @inlinable public var byteCount: Int {
    switch format {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }
}

// MARK: - Reading

extension HeadElement {
  /// The number that begins at byte `offset` of `bytes`, which need not be aligned.
  ///
  /// - Precondition: The number lies within `bytes`.
  /// - Complexity: O(1), no allocation.
  @inlinable
  package func load<Scalar: RealNumber>(
    from bytes: RawSpan,
    at offset: Int,
    as type: Scalar.Type = Scalar.self
  ) -> Scalar {
    // The unaligned load checks its bounds; any bit pattern is a number of these types.
    switch format {
    case .float32:
      let bits = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
      return Scalar(Float(bitPattern: isBigEndian ? bits.byteSwapped : bits.littleEndian))
    case .float64:
      let bits = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      return Scalar(Double(bitPattern: isBigEndian ? bits.byteSwapped : bits.littleEndian))
    case .float16:
      let bits = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
      return Scalar(Float(halfBits: isBigEndian ? bits.byteSwapped : bits.littleEndian))
    case .bfloat16:
      let bits = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
      return Scalar(Float(bfloat16Bits: isBigEndian ? bits.byteSwapped : bits.littleEndian))
    }
  }
}

extension RawSpan {
  /// The little-endian `Float` that begins at byte `offset`, which need not be aligned.
  @inlinable
  @inline(__always)
  package func loadFloat(at offset: Int) -> Float {
    // The load checks its bounds; any bit pattern is a number.
    unsafe Float(
      bitPattern: UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    )
  }
}

extension HeadElement {
  /// Whether half precision has a number.
  package static func isHalf(_ value: Double) -> Bool {
    // A significand of eleven bits, of fewer below 2^-14, and nothing from 65,520 on.
    let magnitude = abs(value)
    guard magnitude <= 65_504 else { return false }
    let unit = magnitude < 0x1p-14 ? 0x1p-24 : value.ulp * 0x1p42
    return (value / unit).rounded() == value / unit
  }
}
