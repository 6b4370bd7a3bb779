extension Double {
  /// `ln 2` in two parts: the first has 21 zero bits at its end, so that a multiple of it by an
  /// exponent (at most 11 bits) is exact; the second holds the rest.
  @usableFromInline static let ln2High = 6.93147180369123816490e-01
  @usableFromInline static let ln2Low = 1.90821492927058770002e-10
}

extension Double {
  /// `e` raised to `x`: `2^k · e^r` with `|r| <= ln 2 / 2`, and the Taylor series of `e^r`.
  ///
  /// Fourteen terms leave out less than `0.35^14 / 14! = 5e-18` of a value near one.
  @usableFromInline
  package static func exp(_ x: Double) -> Double {
    guard x == x else { return x }
    // Beyond these the result is infinite, or smaller than half the least positive number.
    guard x < 709.79 else { return .infinity }
    guard x > -745.14 else { return 0 }
    // Adding and taking away 1.5 · 2^52 rounds to the nearest whole number.
    let rounding = 6755399441055744.0
    let k = (x * 1.4426950408889634 + rounding) - rounding
    let r = (x - k * ln2High) - k * ln2Low
    let r2 = r * r
    let r4 = r2 * r2
    // Grouped in pairs and fours: independent products, where a plain Horner chain would wait.
    let low = (1.0 / 6 + r * (1.0 / 24)) + r2 * (1.0 / 120 + r * (1.0 / 720))
    let middle = (1.0 / 5040 + r * (1.0 / 40320)) + r2 * (1.0 / 362880 + r * (1.0 / 3628800))
    let high = (1.0 / 39916800 + r * (1.0 / 479001600)) + r2 * (1.0 / 6227020800)
    let tail = low + r4 * (middle + r4 * high)
    let value = 1 + (r + (r2 * 0.5 + r2 * r * tail))
    let exponent = Int(k)
    guard exponent >= -1022, exponent <= 1023 else {
      // In two steps, because 2^exponent itself is not a normal number.
      let half = exponent / 2
      return value * powerOfTwo(half) * powerOfTwo(exponent - half)
    }
    return value * powerOfTwo(exponent)
  }

  /// `2^exponent` for an exponent of a normal number.
  @inline(__always)
  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(bitPattern: Int64(exponent + 1023)) << 52)
  }
}
