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

  /// The value of a bfloat16 number, exactly: the upper half of a `Float`.
  @inlinable
  package init(bfloat16Bits bits: UInt16) {
    self = Float(bitPattern: UInt32(bits) << 16)
  }
}
