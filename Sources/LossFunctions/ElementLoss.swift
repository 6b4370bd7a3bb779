import DetectionNumerics

/// The loss of one element, and its derivative by the prediction.
///
/// This is what the scalar form of every element-wise loss returns. The two stand together
/// because they share their costly part, an exponential or a logarithm.
public struct ElementLoss<Scalar: RealNumber>: BitwiseCopyable, Sendable {
  /// The loss.
  public var value: Scalar

  /// The derivative of the loss by the prediction or the logit.
  public var derivative: Scalar

  /// Creates a loss from its value and its derivative.
  @inlinable
  public init(value: Scalar, derivative: Scalar) {
    self.value = value
    self.derivative = derivative
  }

  /// The loss multiplied by a constant.
  @inlinable
  public func weighted(by weight: Scalar) -> ElementLoss {
    ElementLoss(value: value * weight, derivative: derivative * weight)
  }
}

// MARK: - Focusing

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
