// Numbers of 16 bits, as networks store them. Swift's own `Float16` does not exist on every platform
// the toolkit builds for.

extension Float {
  /// The value of an IEEE 754 binary16 number, exactly.
  @inlinable
  package init(halfBits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1f)
    let fraction = UInt32(bits & 0x3ff)
    switch exponent {
    case 0:
      // Zero and subnormal numbers: a multiple of 2^-24, exact in Float.
      let magnitude = Float(fraction) * 0x1p-24
      self = Float(bitPattern: magnitude.bitPattern | sign)
    case 31:
      self = Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
    default:
      self = Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  /// The value of an 8-bit number with four bits of exponent, which has NaN and no infinity.
  ///
  /// - Source: Micikevicius et al., *FP8 Formats for Deep Learning*, 2022,
  ///   <https://arxiv.org/abs/2209.05433>.
  @inlinable
  package init(e4m3Bits bits: UInt8) {
    // A half has the same sign and fraction, and a bias that is larger by eight.
    let half = Float(halfBits: UInt16(bits & 0x80) << 8 | UInt16(bits & 0x7f) << 7)
    self = bits & 0x7f == 0x7f ? .nan : half * 256
  }

  /// The value of an 8-bit number with five bits of exponent: the upper byte of a half.
  @inlinable
  package init(e5m2Bits bits: UInt8) {
    self.init(halfBits: UInt16(bits) << 8)
  }

  /// The value of a bfloat16 number, exactly: the upper half of a `Float`.
  @inlinable
  package init(bfloat16Bits bits: UInt16) {
    self = Float(bitPattern: UInt32(bits) << 16)
  }
}
