/// A floating-point type with the elementary functions that detection losses are made of.
///
/// `Float` and `Double` conform. Every formula of the toolkit is written once, generic over this
/// protocol: `Float` is what networks compute in, `Double` is the oracle that tests compare with.
///
/// The functions are our own rather than the system's: the C library picks a different routine
/// for each kind of processor, and their last bits differ. These use additions, multiplications
/// and divisions in a fixed order and are never contracted, so they give the same bits everywhere.
public protocol RealNumber: BinaryFloatingPoint, BitwiseCopyable, Sendable {}

extension Float: RealNumber {}
extension Double: RealNumber {}

// MARK: - Elementary functions

extension RealNumber {
  /// `e` raised to `x`.
  ///
  /// - Edge cases: `+infinity` above the largest exponent, `0` far below zero, NaN for NaN.
  /// - Error bounds: within one unit in the last place.
  @inlinable
  @inline(__always)
  package static func exp(_ x: Self) -> Self { Self(Double.exp(Double(x))) }

  /// The angle whose tangent is `x`, in radians.
  ///
  /// - Symmetry: `atan(-x)` is `-atan(x)`, bit for bit.
  /// - Edge cases: `±π/2` for infinity, the sign of zero is kept, NaN for NaN.
  /// - Error bounds: within two units in the last place.
  @inlinable
  @inline(__always)
  package static func atan(_ x: Self) -> Self { Self(Double.atan(Double(x))) }

  /// The natural logarithm of `x`.
  ///
  /// - Edge cases: `-infinity` at zero, NaN below zero and for NaN.
  /// - Error bounds: within two units in the last place.
  @inlinable
  @inline(__always)
  package static func log(_ x: Self) -> Self { Self(Double.log(Double(x))) }

  /// The natural logarithm of `1 + x`, exact also where `1 + x` would round to `1`.
  ///
  /// - Edge cases: `-infinity` at `-1`, NaN below `-1` and for NaN.
  /// - Error bounds: within two units in the last place.
  @inlinable
  @inline(__always)
  package static func log(onePlus x: Self) -> Self { Self(Double.log(onePlus: Double(x))) }

  /// The sine of `x` radians.
  ///
  /// - Edge cases: NaN beyond `±1,000,000`, for infinity and for NaN.
  /// - Error bounds: within two units in the last place, or `1e-16` near a zero.
  @inlinable
  @inline(__always)
  package static func sin(_ x: Self) -> Self { Self(Double.sin(Double(x))) }

  /// The cosine of `x` radians.
  ///
  /// - Edge cases: NaN beyond `±1,000,000`, for infinity and for NaN.
  /// - Error bounds: within two units in the last place, or `1e-16` near a zero.
  @inlinable
  @inline(__always)
  package static func cos(_ x: Self) -> Self { Self(Double.cos(Double(x))) }
}

// MARK: - Logistic functions

extension RealNumber {
  /// The logistic function `1 / (1 + exp(-x))`, which turns a logit into a probability.
  ///
  /// - Symmetry: `sigmoid(x) + sigmoid(-x)` is `1` to rounding.
  /// - Edge cases: exactly `0.5` at `0`; tends to `0` and `1` without overflow; NaN for NaN.
  @inlinable
  package static func sigmoid(_ x: Self) -> Self {
    // The exponential of a negative number never overflows, and dividing it keeps the digits of
    // probabilities near zero, which 1 - sigmoid(-x) would lose.
    let e = exp(-abs(x))
    return x < 0 ? e / (1 + e) : 1 / (1 + e)
  }

  /// ``sigmoid(_:)`` of a number and of its negative, bit for bit, from one exponential.
  @inlinable
  package static func sigmoids(_ x: Self) -> (of: Self, ofNegative: Self) {
    let e = exp(-abs(x))
    let (smaller, larger) = (e / (1 + e), 1 / (1 + e))
    return x < 0 ? (smaller, larger) : (larger, smaller)
  }

  /// `log(1 + exp(x))`, the smooth maximum of `x` and zero.
  ///
  /// Its derivative is ``sigmoid(_:)``.
  ///
  /// - Edge cases: equals `x` for large `x` and `exp(x)` for very negative `x`, to rounding.
  @inlinable
  package static func softplus(_ x: Self) -> Self {
    max(x, 0) + log(onePlus: exp(-abs(x)))
  }
}
