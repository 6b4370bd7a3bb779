extension Double {
  /// The angle whose tangent is `x`, in `-π/2 ... π/2`.
  ///
  /// The angle of the nearest eighth `c = k/8` comes from a table, of `x` itself or, above one, of
  /// `1/x`; what is left is an angle of tangent `t = (x - c) / (1 + c x)`, at most a sixteenth,
  /// and the series of that.
  @usableFromInline
  package static func atan(_ x: Double) -> Double {
    let magnitude = abs(x)
    guard magnitude < 1e17 else {
      // Here π/2 - 1/x rounds to π/2. NaN comes this way too.
      return x == x ? (x < 0 ? -eighthsBeyondOne[0].high : eighthsBeyondOne[0].high) : x
    }
    // Zero keeps its sign.
    guard magnitude > 0x1p-30 else { return x }
    guard magnitude > 1 else {
      let k = Int(magnitude * 8 + 0.5)
      let c = Double(k) * 0.125
      let t = arcTangentNearZero((magnitude - c) / (1 + c * magnitude))
      let angle = eighths[k].high + (eighths[k].low + t)
      return x < 0 ? -angle : angle
    }
    let k = Int(8 / magnitude + 0.5)
    let c = Double(k) * 0.125
    let t = arcTangentNearZero((1 - c * magnitude) / (magnitude + c))
    let angle = eighthsBeyondOne[k].high + (eighthsBeyondOne[k].low - t)
    return x < 0 ? -angle : angle
  }

  /// The series `t - t³/3 + t⁵/5 - …` for `|t| <= 1/16`.
  ///
  /// Eight terms leave out less than `(1/16)^16 / 17 = 4e-21` of the first.
  @inline(__always)
  private static func arcTangentNearZero(_ t: Double) -> Double {
    let z = t * t
    let z4 = (z * z) * (z * z)
    let low = (-1.0 / 3 + z * (1.0 / 5)) + z * z * (-1.0 / 7 + z * (1.0 / 9))
    let high = (-1.0 / 11 + z * (1.0 / 13)) + z * z * (-1.0 / 15)
    return t + t * z * (low + z4 * high)
  }

  /// `atan(k/8)` for `k` from 0 to 8, each as a number and the rest that it leaves.
  private static let eighths: [(high: Double, low: Double)] = [
    (0.0, 0.0),
    (0.12435499454676144, -3.1253241424539383e-18),
    (0.24497866312686414, 1.0698755618734451e-17),
    (0.35877067027057225, -2.4623815582638635e-17),
    (0.4636476090008061, 2.2698777452961687e-17),
    (0.5585993153435624, -5.4556305485916264e-18),
    (0.6435011087932844, 1.5834785051444286e-17),
    (0.7188299996216245, -2.1478388444456983e-17),
    (0.7853981633974483, 3.061616997868383e-17),
  ]

  /// `π/2 - atan(k/8)` for `k` from 0 to 8, in the same two parts.
  private static let eighthsBeyondOne: [(high: Double, low: Double)] = [
    (1.5707963267948966, 6.123233995736766e-17),
    (1.446441332248135, 9.211323971545052e-17),
    (1.3258176636680326, -8.824429373951136e-17),
    (1.2120256565243244, 3.034500430874847e-17),
    (1.1071487177940904, 9.40447137356638e-17),
    (1.0121970114513341, 6.668797050595929e-17),
    (0.9272952180016122, 4.5397554905923374e-17),
    (0.8519663271732721, -2.831157406069101e-17),
    (0.7853981633974483, 3.061616997868383e-17),
  ]
}
