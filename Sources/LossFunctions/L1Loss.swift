import DetectionNumerics

/// The absolute error of one prediction.
///
/// ```
/// L1 = |d|        dL1/dp = sign(d)        d = p − t
/// ```
///
/// - Symmetry: swapping prediction and target keeps the value and turns the derivative round.
/// - Edge cases: the derivative where both are equal is `0`, the middle of all that it could be.
/// - Source: PyTorch's `l1_loss`; the article *A collection of losses* (<doc:Sources>).
///
/// - Parameters:
///   - prediction: What the network says, `p`.
///   - target: What it should have said, `t`.
/// - Returns: The loss and its derivative by the prediction.
/// - Complexity: O(1), no allocation.
@inlinable
public func l1Loss<Scalar: RealNumber>(
  prediction: Scalar,
  target: Scalar
) -> ElementLoss<Scalar> {
  let difference = prediction - target
  return ElementLoss(value: abs(difference), derivative: signum(difference))
}

/// The absolute error of arrays, element by element.
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
public func l1Loss<Scalar: RealNumber>(
  predictions: Span<Scalar>,
  targets: Span<Scalar>,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try require("targets", count: targets.count, equals: predictions.count)
  return try elementwiseLoss(count: predictions.count, reduction: reduction) { index in
    l1Loss(prediction: predictions[index], target: targets[index])
  }
}

/// `1`, `0` or `-1` as `x` is above, at or below zero; NaN for NaN.
@inlinable
func signum<Scalar: RealNumber>(_ x: Scalar) -> Scalar {
  x > 0 ? 1 : x < 0 ? -1 : x
}
