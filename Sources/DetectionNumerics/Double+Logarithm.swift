extension Double {
  /// The natural logarithm: `k ln 2 + log m` with `m` in `0.7 ... 1.42`.
  @usableFromInline
  package static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    var exponent = x.exponent
    var significand = x.significand
    if significand > 1.4142135623730951 {
      significand *= 0.5
      exponent += 1
    }
    let k = Double(exponent)
    let f = significand - 1
    return k * ln2High + (twiceArtanh(f / (significand + 1)) + k * ln2Low)
  }

  /// The natural logarithm of `1 + x`.
  ///
  /// Near zero it is `2 artanh(x / (2 + x))`, which needs no sum `1 + x`; further away the
  /// rounding error of that sum is known exactly and added to first order.
  @usableFromInline
  package static func log(onePlus x: Double) -> Double {
    if x > -0.29, x < 0.41 {
      return twiceArtanh(x / (2 + x))
    }
    let sum = 1 + x
    guard sum > 0, sum < .infinity else { return log(sum) }
    let lost = x < 1 ? x - (sum - 1) : 1 - (sum - x)
    return log(sum) + lost / sum
  }

  /// `2 artanh(s) = 2 (s + s³/3 + s⁵/5 + …)` for `|s| < 0.172`.
  ///
  /// Twelve terms leave out less than `0.172^24 / 25 = 2e-20` of the first.
  @inline(__always)
  private static func twiceArtanh(_ s: Double) -> Double {
    let z = s * s
    let z2 = z * z
    let z4 = z2 * z2
    let low = (1.0 / 3 + z * (1.0 / 5)) + z2 * (1.0 / 7 + z * (1.0 / 9))
    let middle = (1.0 / 11 + z * (1.0 / 13)) + z2 * (1.0 / 15 + z * (1.0 / 17))
    let high = (1.0 / 19 + z * (1.0 / 21)) + z2 * (1.0 / 23)
    return 2 * (s + s * z * (low + z4 * (middle + z4 * high)))
  }
}
