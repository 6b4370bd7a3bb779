import DetectionNumerics

/// Huber's loss of one prediction: a parabola for small errors, a line for large ones.
///
/// ```
/// L = d² / 2              dL/dp = d              where |d| < δ        d = p − t
/// L = δ (|d| − δ / 2)     dL/dp = δ sign(d)      elsewhere
/// ```
///
/// It is `δ` times ``smoothL1Loss(prediction:target:beta:)`` with `β = δ`: there the line keeps its
/// derivative when `δ` changes, here the parabola its curvature.
///
/// - Symmetry: swapping prediction and target keeps the value and turns the derivative round.
/// - Source: Huber, *Robust Estimation of a Location Parameter*, 1964; PyTorch's `huber_loss`.
///
/// - Parameters:
///   - prediction: What the network says, `p`.
///   - target: What it should have said, `t`.
///   - delta: Where the parabola ends, in units of the prediction; above zero. The default is
///     PyTorch's.
/// - Returns: The loss and its derivative by the prediction.
/// - Complexity: O(1), no allocation.
@inlinable
public func huberLoss<Scalar: RealNumber>(
  prediction: Scalar,
  target: Scalar,
  delta: Scalar = 1
) -> ElementLoss<Scalar> {
  let difference = prediction - target
  let distance = abs(difference)
  guard distance < delta else {
    return ElementLoss(
      value: delta * (distance - delta / 2),
      derivative: delta * signum(difference)
    )
  }
  return ElementLoss(value: difference * difference / 2, derivative: difference)
}

/// Huber's losses of arrays, element by element.
///
/// - Edge cases: no elements have the sum `0` and no mean.
///
/// - Parameters:
///   - predictions: What the network says, in any shape.
///   - targets: What it should have said, in the same shape.
///   - delta: Where the parabola ends, in units of the predictions; above zero.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number.
/// - Returns: The loss and its gradient by the predictions.
/// - Throws: ``LossError`` where the counts differ, for a `delta` that is not above zero, or for
///   the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func huberLoss<Scalar: RealNumber>(
  predictions: Span<Scalar>,
  targets: Span<Scalar>,
  delta: Scalar = 1,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requirePositive("delta", delta)
  try require("targets", count: targets.count, equals: predictions.count)
  return try elementwiseLoss(count: predictions.count, reduction: reduction) { index in
    huberLoss(prediction: predictions[index], target: targets[index], delta: delta)
  }
}
