import DetectionNumerics

/// The squared error of one prediction.
///
/// ```
/// L2 = d²        dL2/dp = 2 d        d = p − t
/// ```
///
/// There is no factor of one half in it, as in PyTorch's `mse_loss` and in the article; textbooks
/// and TensorFlow's `l2_loss` halve it.
///
/// - Symmetry: swapping prediction and target keeps the value and turns the derivative round.
/// - Source: PyTorch's `mse_loss`; the article *A collection of losses* (<doc:Sources>).
///
/// - Parameters:
///   - prediction: What the network says, `p`.
///   - target: What it should have said, `t`.
/// - Returns: The loss and its derivative by the prediction.
/// - Complexity: O(1), no allocation.
@inlinable
public func l2Loss<Scalar: RealNumber>(
  prediction: Scalar,
  target: Scalar
) -> ElementLoss<Scalar> {
  let difference = prediction - target
  return ElementLoss(value: difference * difference, derivative: 2 * difference)
}

/// The squared error of arrays, element by element.
///
/// - Edge cases: no elements have the sum `0` and no mean.
///
/// - Parameters:
///   - predictions: What the network says, in any shape.
///   - targets: What it should have said, in the same shape.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number.
/// - Returns: The loss and its gradient by the predictions.
/// - Throws: ``LossError`` where the counts differ, or for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func l2Loss<Scalar: RealNumber>(
  predictions: Span<Scalar>,
  targets: Span<Scalar>,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try require("targets", count: targets.count, equals: predictions.count)
  return try elementwiseLoss(count: predictions.count, reduction: reduction) { index in
    l2Loss(prediction: predictions[index], target: targets[index])
  }
}
