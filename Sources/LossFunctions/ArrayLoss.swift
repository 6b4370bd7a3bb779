import DetectionNumerics

/// A loss over arrays, and its gradient by the predictions.
public struct ArrayLoss<Scalar: RealNumber>: Sendable {
  /// One value for each element or sample with ``Reduction/none``, else the single reduced value.
  public let values: [Scalar]

  /// The gradient of ``value`` by the predictions or logits, in their order and of their count.
  public let gradient: [Scalar]

  /// The loss as one number: what it was reduced to, or the sum of ``values`` where it was not.
  @inlinable
  public var value: Scalar { Scalar(values.reduce(0.0) { $0 + Double($1) }) }

  @inlinable
  init(values: [Scalar], gradient: [Scalar]) {
    self.values = values
    self.gradient = gradient
  }
}

/// A loss over feature vectors and one vector for each class, and its gradient by both.
///
/// The vectors of the classes are the columns of a last layer's weights, or the centres that the
/// features are drawn to.
public struct FeatureLoss<Scalar: RealNumber>: Sendable {
  /// One value for each sample with ``Reduction/none``, else the single reduced value.
  public let values: [Scalar]

  /// The gradient of ``value`` by the features, `[samples, dimensions]` like them.
  public let featureGradient: [Scalar]

  /// The gradient of ``value`` by the weights or centres, in their layout.
  public let classGradient: [Scalar]

  /// The loss as one number: what it was reduced to, or the sum of ``values`` where it was not.
  @inlinable
  public var value: Scalar { Scalar(values.reduce(0.0) { $0 + Double($1) }) }

  @inlinable
  init(values: [Scalar], featureGradient: [Scalar], classGradient: [Scalar]) {
    self.values = values
    self.featureGradient = featureGradient
    self.classGradient = classGradient
  }
}

// MARK: - Element by element

/// Computes a loss of one element after another and reduces it.
///
/// `element` gives the loss of the element at an index; it is asked once for each, in order.
@inlinable
func elementwiseLoss<Scalar: RealNumber>(
  count: Int,
  reduction: Reduction,
  _ element: (Int) -> ElementLoss<Scalar>
) throws(LossError) -> ArrayLoss<Scalar> {
  var reducer = try Reducer<Scalar>(reduction, count: count)
  var gradient: [Scalar] = []
  gradient.reserveCapacity(count)
  for index in 0..<count {
    let loss = element(index)
    reducer.add(loss.value)
    gradient.append(reducer.reduced(loss.derivative))
  }
  return ArrayLoss(values: reducer.values, gradient: gradient)
}
