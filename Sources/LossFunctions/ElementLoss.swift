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
