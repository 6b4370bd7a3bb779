import DetectionNumerics
public import DetectorConfiguration

/// How one number of a raw head is stored.
public struct HeadElement: Hashable, Sendable {
  /// The formats that networks are dumped in.
  public enum Format: Hashable, Sendable, CaseIterable {
    /// IEEE 754 binary16, two bytes.
    case float16

    /// The upper half of a binary32, two bytes.
    case bfloat16

    /// IEEE 754 binary32, four bytes.
    case float32

    /// IEEE 754 binary64, eight bytes.
    case float64

    /// One byte with four bits of exponent, and with five.
    case float8E4M3, float8E5M2

    /// Integers of a quantized network, which mean nothing without ``HeadElement/quantization``.
    case int8, uint8, int16, uint16, int32
  }

  /// The format of each number.
  public var format: Format

  /// Whether the most significant byte comes first.
  public var isBigEndian: Bool

  /// What integers stand for; the detector's configuration says it for each scale.
  public var quantization: HeadQuantization?

  /// Whether the numbers are integers.
  @inlinable public var isInteger: Bool {
    switch format {
    case .int8, .uint8, .int16, .uint16, .int32: true
    default: false
    }
  }

  /// Creates a description of stored numbers.
  public init(_ format: Format, isBigEndian: Bool = false) {
    self.format = format
    self.isBigEndian = isBigEndian
  }

  /// The size of one number, in bytes.
  @inlinable public var byteCount: Int {
    switch format {
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32: 4
    case .float64: 8
    case .float8E4M3, .float8E5M2, .int8, .uint8: 1
    }
  }
}

extension HeadElement {
  /// The numbers that the format can hold; `nil` for floats.
  package var integerRange: ClosedRange<Int>? {
    func range<Bits: FixedWidthInteger>(_ type: Bits.Type) -> ClosedRange<Int> {
      Int(Bits.min)...Int(Bits.max)
    }
    return switch format {
    case .int8: range(Int8.self)
    case .uint8: range(UInt8.self)
    case .int16: range(Int16.self)
    case .uint16: range(UInt16.self)
    case .int32: range(Int32.self)
    case .float16, .bfloat16, .float32, .float64, .float8E4M3, .float8E5M2: nil
    }
  }

  /// The greatest magnitude that a number of the format can stand for; `nil` for floats, which may
  /// be anything.
  var largestMagnitude: Double? {
    integerRange.map { range in
      [range.lowerBound, range.upperBound].map { abs(quantization?($0) ?? Double($0)) }.max() ?? 0
    }
  }
}

// MARK: - Equality

extension HeadElement {
  /// Whether two descriptions read the same numbers: of floats a quantization says nothing, and is
  /// not asked, for loops ask this often.
  @inlinable
  public static func == (a: HeadElement, b: HeadElement) -> Bool {
    a.format == b.format && a.isBigEndian == b.isBigEndian
      && (!a.isInteger || a.quantization == b.quantization)
  }

  /// Hashes what the numbers are.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(format)
    hasher.combine(isBigEndian)
    if isInteger { hasher.combine(quantization) }
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
    default:
      return loadNarrow(from: bytes, at: offset)
    }
  }

  /// The number of a format that is rare: an 8-bit float, or an integer and what it stands for.
  @usableFromInline
  func loadNarrow<Scalar: RealNumber>(from bytes: RawSpan, at offset: Int) -> Scalar {
    func integer<Bits: FixedWidthInteger & BitwiseCopyable>(_ type: Bits.Type) -> Scalar {
      let bits = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: type)
      let value = Int(isBigEndian ? bits.byteSwapped : bits.littleEndian)
      return Scalar(quantization?(value) ?? Double(value))
    }
    switch format {
    case .float8E4M3:
      return Scalar(
        Float(e4m3Bits: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self))
      )
    case .float8E5M2:
      return Scalar(
        Float(e5m2Bits: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self))
      )
    case .int8: return integer(Int8.self)
    case .uint8: return integer(UInt8.self)
    case .int16: return integer(Int16.self)
    case .uint16: return integer(UInt16.self)
    case .int32: return integer(Int32.self)
    case .float16, .bfloat16, .float32, .float64:
      preconditionFailure("a format that is read at once")
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
