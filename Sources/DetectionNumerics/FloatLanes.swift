/// Sixteen single-precision numbers that are computed with at once.
///
/// Sixteen are the fastest width on every instruction set, also where a register holds four: the
/// chains of four registers hide each other's waiting.
@usableFromInline
package typealias FloatLanes = SIMD16<Float>

extension SIMD16 where Scalar == Float {
  /// `e` raised to each number, for numbers within `-87 ... 88`.
  ///
  /// ```
  /// e^x = 2^k · e^r,   k = round(x / ln 2),   |r| <= ln 2 / 2
  /// ```
  ///
  /// with a polynomial of the sixth degree for `e^r`, whose own error is `3e-9`.
  ///
  /// - Edge cases: below `-87.3` the result is zero, and above `88` that of `88`, far beyond what
  ///   a loss computes with; NaN gives some number, so that callers look for it first.
  /// - Error bounds: within two units in the last place.
  @inlinable
  @inline(__always)
  package static func exp(_ x: FloatLanes) -> FloatLanes {
    let largest = FloatLanes(repeating: 88)
    return exp(below88: x.replacing(with: largest, where: x .> largest))
  }

  /// ``exp(_:)`` of numbers that are known to be at most `88`.
  @inlinable
  @inline(__always)
  package static func exp(below88 x: FloatLanes) -> FloatLanes {
    let least = FloatLanes(repeating: -87.33654)
    let isTiny = x .< least
    let x = x.replacing(with: least, where: isTiny)
    return exp(within: x).replacing(with: 0, where: isTiny)
  }

  /// ``exp(_:)`` of numbers within `-87.33 ... 88`.
  @inlinable
  @inline(__always)
  package static func exp(within x: FloatLanes) -> FloatLanes {
    // Adding 1.5 · 2^23 leaves the nearest whole number in the lowest bits.
    let rounding: Float = 12_582_912
    let shifted = x.times(1.442_695_04, plus: FloatLanes(repeating: rounding))
    let k = shifted - rounding
    let r = k.times(2.121_944_4e-4, plus: k.times(-0.693_359_375, plus: x))
    let r2 = r * r
    let low = r.times(0.166_665_21, plus: FloatLanes(repeating: 0.499_999_94))
    let high = r2.times(
      0.001_381_459_9,
      plus: r.times(0.008_368_717, plus: FloatLanes(repeating: 0.041_668_39))
    )
    let value = 1 + r2.times(r2.times(high, plus: low), plus: r)
    return FloatLanes(bits: value.bits &+ (shifted.bits &<< 23))
  }

  /// `1 / (1 + exp(-x))`, of numbers beyond `-87 ... 87` as of these.
  ///
  /// Without a choice between two forms: within that range nothing overflows, and the sum with one
  /// loses nothing on either side.
  ///
  /// - Error bounds: within two units in the last place.
  @inlinable
  @inline(__always)
  package static func sigmoid(_ x: FloatLanes) -> FloatLanes {
    let bound = FloatLanes(repeating: 87)
    var within = x.replacing(with: 0 - bound, where: x .< (0 - bound))
    within = within.replacing(with: bound, where: within .> bound)
    return 1 / (1 + exp(within: -within))
  }

  /// `log(1 + e)` of numbers within `0 ... 1`.
  ///
  /// - Error bounds: within three units in the last place; the polynomial's own error is `5e-9`.
  @inlinable
  @inline(__always)
  package static func log(onePlusFraction e: FloatLanes) -> FloatLanes {
    let e2 = e * e
    let e4 = e2 * e2
    let c0 = e.times(-0.499_999_02, plus: FloatLanes(repeating: 1))
    let c2 = e.times(-0.249_541_34, plus: FloatLanes(repeating: 0.333_299_64))
    let c4 = e.times(-0.153_055_94, plus: FloatLanes(repeating: 0.196_759_4))
    let c6 = e.times(-0.056_959_525, plus: FloatLanes(repeating: 0.106_036_55))
    let c8 = e.times(-0.003_244_022_8, plus: FloatLanes(repeating: 0.019_851_455))
    let low = e2.times(c2, plus: c0)
    let high = e2.times(c6, plus: c4)
    return e * e4.times(e4.times(c8, plus: high), plus: low)
  }

  /// `self · factor + term`, rounded once: in hardware where the C loops run and on arm64, and by the
  /// C library elsewhere, to the same bits.
  @inlinable
  @inline(__always)
  package func times(_ factor: FloatLanes, plus term: FloatLanes) -> FloatLanes {
    term.addingProduct(self, factor)
  }

  /// `self · factor + term`, rounded once.
  @inlinable
  @inline(__always)
  package func times(_ factor: Float, plus term: FloatLanes) -> FloatLanes {
    term.addingProduct(self, FloatLanes(repeating: factor))
  }
}

/// What sixteen logits stand for.
@usableFromInline
package struct LogisticLanes {
  /// The probabilities `1 / (1 + exp(-x))`.
  @usableFromInline package let probability: FloatLanes

  /// Their complements `1 / (1 + exp(x))`, which `1 - probability` would round away.
  @usableFromInline package let complement: FloatLanes

  /// `log(1 + exp(-|x|))`: a cross-entropy beyond its straight part.
  @usableFromInline package let log1pExp: FloatLanes

  /// Computes all three from one exponential and one division.
  ///
  /// - Edge cases: minus infinity gives a probability and a logarithm of exactly zero.
  @inlinable
  @inline(__always)
  package init(_ x: FloatLanes) {
    let isNegative = x.signMask
    let sign = SIMD16<UInt32>(repeating: 0x8000_0000)
    let e = FloatLanes.exp(below88: FloatLanes(bits: x.bits | sign))
    let larger = 1 / (1 + e)
    let smaller = e * larger
    probability = larger.replaced(by: smaller, where: isNegative)
    complement = smaller.replaced(by: larger, where: isNegative)
    log1pExp = FloatLanes.log(onePlusFraction: e)
  }
}

// MARK: - Bits

extension SIMD16 where Scalar == Float {
  /// The bit patterns of the numbers.
  @inlinable
  @inline(__always)
  package var bits: SIMD16<UInt32> {
    // Any bits are numbers of either type.
    unsafe unsafeBitCast(self, to: SIMD16<UInt32>.self)
  }

  /// The numbers of bit patterns.
  @inlinable
  @inline(__always)
  package init(bits: SIMD16<UInt32>) {
    self = unsafe unsafeBitCast(bits, to: SIMD16<Float>.self)
  }

  /// All bits for a negative number, none for others.
  ///
  /// The compiler turns masks of its own into shuffled bytes when they are used twice.
  @inlinable
  @inline(__always)
  package var signMask: SIMD16<UInt32> {
    let signed = unsafe unsafeBitCast(self, to: SIMD16<Int32>.self) &>> 31
    return unsafe unsafeBitCast(signed, to: SIMD16<UInt32>.self)
  }

  /// These numbers, and zero in place of negative ones.
  @inlinable
  @inline(__always)
  package var clearingNegative: FloatLanes { FloatLanes(bits: bits & ~signMask) }

  /// These numbers, or others where a mask has all its bits.
  @inlinable
  @inline(__always)
  package func replaced(by other: FloatLanes, where mask: SIMD16<UInt32>) -> FloatLanes {
    FloatLanes(bits: (other.bits & mask) | (bits & ~mask))
  }
}

extension SIMD16 where Scalar == UInt32 {
  /// Bit patterns whose sign is set just where the number was infinite or NaN: its exponent, all
  /// ones, carries into the sign.
  @inlinable
  @inline(__always)
  package var withoutEnd: SIMD16<UInt32> {
    (self & SIMD16(repeating: 0x7f80_0000)) &+ SIMD16(repeating: 0x0080_0000)
  }

  /// Whether a lane has its sign set.
  @inlinable
  @inline(__always)
  package var anySign: Bool {
    let half = lowHalf | highHalf
    let quarter = half.lowHalf | half.highHalf
    let pair = quarter.lowHalf | quarter.highHalf
    return (pair.x | pair.y) >> 31 == 1
  }
}

// MARK: - Sums

extension SIMD16 where Scalar == Float {
  /// The lanes added up in `Double`, in their order.
  @inlinable
  @inline(__always)
  package var doubleSum: Double {
    let low = self.lowHalf
    let high = self.highHalf
    let a = (Double(low[0]) + Double(low[1])) + (Double(low[2]) + Double(low[3]))
    let b = (Double(low[4]) + Double(low[5])) + (Double(low[6]) + Double(low[7]))
    let c = (Double(high[0]) + Double(high[1])) + (Double(high[2]) + Double(high[3]))
    let d = (Double(high[4]) + Double(high[5])) + (Double(high[6]) + Double(high[7]))
    return (a + b) + (c + d)
  }
}
