import DetectionNumerics

/// The varifocal loss of one score against how good the detection is.
///
/// ```
/// L = q · BCE(x, q)                   where q > 0        p = σ(x)
/// L = α p^γ · BCE(x, 0)               where q = 0
/// ```
///
/// A score is to say how well its box fits, `q`, and good boxes count more; only what is nothing is
/// turned down when it is easy. The target is a constant.
///
/// - Edge cases: right for any finite logit. The loss jumps at `q = 0`: a target that is nearly
///   nothing costs nearly nothing.
/// - Source: Zhang et al., *VarifocalNet: An IoU-aware Dense Object Detector*, CVPR 2021, equation 2,
///   <https://arxiv.org/abs/2008.13367>; mmdetection's `varifocal_loss`.
///
/// - Parameters:
///   - logit: What the network says before the sigmoid, `x`.
///   - target: How good the detection is, `q`, within `0 ... 1`; zero where there is nothing.
///   - alpha: The weight of what is nothing, zero or more; the default is the paper's.
///   - gamma: How sharply to focus there, zero or more; the default is the paper's.
///   - isWeightedByTarget: Whether `q` is a factor of the loss where it is above zero, as in the
///     paper.
/// - Returns: The loss and its derivative by the logit.
/// - Complexity: O(1), no allocation.
@inlinable
public func varifocalLoss<Scalar: RealNumber>(
  logit: Scalar,
  target: Scalar,
  alpha: Scalar = 0.75,
  gamma: Scalar = 2,
  isWeightedByTarget: Bool = true
) -> ElementLoss<Scalar> {
  guard target > 0 else {
    return squaredDistanceFocalLoss(logit: logit, target: 0, alpha: alpha, gamma: gamma)
  }
  return sigmoidCrossEntropy(logit: logit, target: target)
    .weighted(by: isWeightedByTarget ? target : 1)
}

/// The varifocal losses of many scores.
///
/// - Edge cases: no elements have the sum `0` and no mean.
///
/// - Parameters:
///   - logits: What the network says before the sigmoid, in any shape.
///   - targets: How good the detections are, within `0 ... 1`, in the same shape.
///   - alpha: The weight of what is nothing, zero or more.
///   - gamma: How sharply to focus there, zero or more.
///   - isWeightedByTarget: Whether the target is a factor of the loss where it is above zero.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number.
/// - Returns: The loss and its gradient by the logits.
/// - Throws: ``LossError`` where the counts differ, for a target or a parameter out of range, or
///   for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func varifocalLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  alpha: Scalar = 0.75,
  gamma: Scalar = 2,
  isWeightedByTarget: Bool = true,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireNonnegative("alpha", alpha)
  try requireNonnegative("gamma", gamma)
  try require("targets", count: targets.count, equals: logits.count)
  try requireUnitInterval("targets", targets)
  return try elementwiseLoss(count: logits.count, reduction: reduction) { index in
    varifocalLoss(
      logit: logits[index],
      target: targets[index],
      alpha: alpha,
      gamma: gamma,
      isWeightedByTarget: isWeightedByTarget
    )
  }
}
