import DetectionNumerics

/// A miss raised to `gamma`: how much of its loss an element keeps, in a focal loss.
///
/// Two, the value of nearly every network, is one multiplication; others go through a logarithm
/// and an exponential in `Double`, so that a `Float` loses no digits to a long exponent.
///
/// - Edge cases: `1` for `gamma = 0`, whatever the miss; else `0` for no miss.
@inlinable
func focusingFactor<Scalar: RealNumber>(_ miss: Scalar, gamma: Scalar) -> Scalar {
  if gamma == 2 { return miss * miss }
  if gamma == 1 { return miss }
  if gamma == 0 { return 1 }
  if miss == 0 { return 0 }
  return Scalar(Double.exp(Double(gamma) * Double.log(Double(miss))))
}
