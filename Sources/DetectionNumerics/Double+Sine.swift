extension Double {
  /// `π/2` in three parts: the first two have 20 zero bits at their end, so that a multiple of
  /// them by a small whole number is exact; the third holds the rest.
  private static let quarterHigh = 1.57079632673412561417e+00
  private static let quarterMiddle = 6.07710050630396597660e-11
  private static let quarterLow = 2.02226624879595063154e-21

  /// The sine of an angle in radians.
  @usableFromInline
  package static func sin(_ x: Double) -> Double {
    let (quadrant, rest) = quarterTurns(x)
    let value = quadrant & 1 == 0 ? sineNearZero(rest) : cosineNearZero(rest)
    return quadrant & 2 == 0 ? value : -value
  }

  /// The cosine of an angle in radians.
  @usableFromInline
  package static func cos(_ x: Double) -> Double {
    let (quadrant, rest) = quarterTurns(x)
    let value = quadrant & 1 == 0 ? cosineNearZero(rest) : sineNearZero(rest)
    return (quadrant + 1) & 2 == 0 ? value : -value
  }

  /// `x` as whole quarter turns, and the rest within `-π/4 ... π/4`.
  ///
  /// An angle too large for that (and NaN, and infinity) gives NaN: no angle of a loss is, and a
  /// wrong sine would be worse than none.
  private static func quarterTurns(_ x: Double) -> (quadrant: Int, rest: Double) {
    guard abs(x) <= 1e6 else { return (0, .nan) }
    // Adding and taking away 1.5 · 2^52 rounds to the nearest whole number.
    let rounding = 6755399441055744.0
    let turns = (x * 0.6366197723675814 + rounding) - rounding
    let rest = ((x - turns * quarterHigh) - turns * quarterMiddle) - turns * quarterLow
    return (Int(turns), rest)
  }

  /// The Taylor series of the sine; ten terms leave out less than `0.79^21 / 21! = 1e-22`.
  private static func sineNearZero(_ r: Double) -> Double {
    let z = r * r
    let z4 = (z * z) * (z * z)
    let low = (-1.0 / 6 + z * (1.0 / 120)) + z * z * (-1.0 / 5040 + z * (1.0 / 362_880))
    let high =
      (-1.0 / 39_916_800 + z * (1.0 / 6_227_020_800))
      + z * z * (-1.0 / 1_307_674_368_000 + z * (1.0 / 355_687_428_096_000))
    return r + r * z * (low + z4 * high)
  }

  /// The Taylor series of the cosine; ten terms leave out less than `0.79^20 / 20! = 4e-21`.
  private static func cosineNearZero(_ r: Double) -> Double {
    let z = r * r
    let z4 = (z * z) * (z * z)
    let low = (1.0 / 24 + z * (-1.0 / 720)) + z * z * (1.0 / 40_320 + z * (-1.0 / 3_628_800))
    let high =
      (1.0 / 479_001_600 + z * (-1.0 / 87_178_291_200))
      + z * z * (1.0 / 20_922_789_888_000 + z * (-1.0 / 6_402_373_705_728_000))
    return 1 + (z * -0.5 + z * z * (low + z4 * high))
  }
}
