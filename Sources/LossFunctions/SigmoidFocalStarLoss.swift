import DetectionNumerics

/// The focal loss that only moves and stretches the logit, for one yes-or-no question.
///
/// ```
/// L = −α_t log σ(γ s) / γ        dL/dx = −α_t σ(−γ s) (2z − 1)        s = x (2z − 1)
/// ```
///
/// The paper's alternative `FL*` with no shift: as focal, with a simpler derivative.
///
/// - Edge cases: right for any finite logit whose multiple by `γ` is finite. `γ = 1` without `α`
///   is the cross-entropy of a hard target.
/// - Source: Lin et al., *Focal Loss for Dense Object Detection*, ICCV 2017, appendix A,
///   <https://arxiv.org/abs/1708.02002>; fvcore's `sigmoid_focal_loss_star`.
///
/// - Parameters:
///   - logit: What the network says before the sigmoid, `x`.
///   - target: The probability of yes, `z`, within `0 ... 1`.
///   - alpha: The weight of a yes, within `0 ... 1`; nil, the default here as in fvcore, for no
///     balance.
///   - gamma: How much to stretch the logit, above zero; the default is fvcore's, which stretches
///     nothing.
/// - Returns: The loss and its derivative by the logit.
/// - Complexity: O(1): an exponential, a logarithm, no allocation.
@inlinable
public func sigmoidFocalStarLoss<Scalar: RealNumber>(
  logit: Scalar,
  target: Scalar,
  alpha: Scalar? = nil,
  gamma: Scalar = 1
) -> ElementLoss<Scalar> {
  let sign = 2 * target - 1
  let stretched = Logistic(logit: gamma * (logit * sign))
  return ElementLoss(
    value: stretched.negativeLogProbability / gamma,
    derivative: -stretched.complement * sign
  ).weighted(by: balance(alpha, target: target))
}

/// The stretched-logit focal losses of many yes-or-no questions.
///
/// - Edge cases: no elements have the sum `0` and no mean.
///
/// - Parameters:
///   - logits: What the network says before the sigmoid, in any shape.
///   - targets: The probabilities of yes, within `0 ... 1`, in the same shape.
///   - alpha: The weight of a yes, within `0 ... 1`; nil for no balance.
///   - gamma: How much to stretch the logit, above zero.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number.
/// - Returns: The loss and its gradient by the logits.
/// - Throws: ``LossError`` where the counts differ, for a target or a parameter out of range, or
///   for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func sigmoidFocalStarLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  alpha: Scalar? = nil,
  gamma: Scalar = 1,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  if let alpha { try requireFraction("alpha", alpha) }
  try requirePositive("gamma", gamma)
  try require("targets", count: targets.count, equals: logits.count)
  try requireUnitInterval("targets", targets)
  return try elementwiseLoss(count: logits.count, reduction: reduction) { index in
    sigmoidFocalStarLoss(
      logit: logits[index],
      target: targets[index],
      alpha: alpha,
      gamma: gamma
    )
  }
}
