import DetectionNumerics

/// The absolute error of one prediction, rounded off at the bottom.
///
/// ```
/// L = d² / 2β        dL/dp = d / β        where |d| < β        d = p − t
/// L = |d| − β / 2    dL/dp = sign(d)      elsewhere
/// ```
///
/// Large errors pull no harder than in ``l1Loss(prediction:target:)``, and small ones ever more
/// gently, so that training can settle. Value and derivative have no jump at `β`.
///
/// - Symmetry: swapping prediction and target keeps the value and turns the derivative round.
/// - Edge cases: `β = 0` is the absolute error. No finite input overflows that the absolute error
///   would not.
/// - Source: Girshick, *Fast R-CNN*, ICCV 2015, equation 3, <https://arxiv.org/abs/1504.08083>;
///   PyTorch's `smooth_l1_loss`; the article *A collection of losses*, where `β` is `1`
///   (<doc:Sources>).
///
/// - Parameters:
///   - prediction: What the network says, `p`.
///   - target: What it should have said, `t`.
///   - beta: Where the parabola ends, in units of the prediction; zero or more. The default is
///     the article's and PyTorch's.
/// - Returns: The loss and its derivative by the prediction.
/// - Complexity: O(1), no allocation.
@inlinable
public func smoothL1Loss<Scalar: RealNumber>(
  prediction: Scalar,
  target: Scalar,
  beta: Scalar = 1
) -> ElementLoss<Scalar> {
  let difference = prediction - target
  let distance = abs(difference)
  guard distance < beta else {
    return ElementLoss(value: distance - beta / 2, derivative: signum(difference))
  }
  // The quotient first: it is below one, where a square could underflow.
  let derivative = difference / beta
  return ElementLoss(value: difference * derivative / 2, derivative: derivative)
}

/// The rounded-off absolute error of arrays, element by element.
///
/// - Edge cases: no elements have the sum `0` and no mean.
///
/// - Parameters:
///   - predictions: What the network says, in any shape.
///   - targets: What it should have said, in the same shape.
///   - beta: Where the parabola ends, in units of the predictions; zero or more.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number.
/// - Returns: The loss and its gradient by the predictions.
/// - Throws: ``LossError`` where the counts differ, for a negative `beta`, or for the mean of
///   nothing.
/// - Complexity: O(elements).
@inlinable
public func smoothL1Loss<Scalar: RealNumber>(
  predictions: Span<Scalar>,
  targets: Span<Scalar>,
  beta: Scalar = 1,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireNonnegative("beta", beta)
  try require("targets", count: targets.count, equals: predictions.count)
  return try elementwiseLoss(count: predictions.count, reduction: reduction) { index in
    smoothL1Loss(prediction: predictions[index], target: targets[index], beta: beta)
  }
}
