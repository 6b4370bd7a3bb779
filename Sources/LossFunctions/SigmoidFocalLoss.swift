import DetectionNumerics

/// The balanced focal loss of one yes-or-no question, from its logit.
///
/// ```
/// L     = α_t m^γ · BCE(x, z)        m = z (1 − p) + (1 − z) p        p = σ(x)
/// dL/dx = α_t (γ m^(γ−1) (1 − 2z) p (1 − p) · BCE + m^γ · (p − z))
/// α_t   = z α + (1 − z)(1 − α)
/// ```
///
/// `m` is the probability of the wrong answer; OpenPCDet and the article call it `pt`, which in
/// the paper is that of the right one. An element that is nearly right costs nearly nothing, and
/// `α` shares the rest out between positives and negatives.
///
/// - Symmetry: turning all round, `(−x, 1 − z)` with `1 − α`, keeps the value.
/// - Edge cases: right for any finite logit. `γ = 0` without `α` is the cross-entropy; `α = 0.5`
///   is half of no `α`.
/// - Source: Lin et al., *Focal Loss for Dense Object Detection*, ICCV 2017, equation 5,
///   <https://arxiv.org/abs/1708.02002>; OpenPCDet, `SigmoidFocalClassificationLoss`; torchvision's
///   `sigmoid_focal_loss`; the article *OpenPCDet loss utils* (<doc:Sources>).
///
/// - Parameters:
///   - logit: What the network says before the sigmoid, `x`.
///   - target: The probability of yes, `z`, within `0 ... 1`.
///   - alpha: The weight of a yes, within `0 ... 1`; nil, like fvcore's `-1`, for no balance. The
///     default is the paper's, OpenPCDet's and torchvision's.
///   - gamma: How sharply to focus, zero or more; the default is the paper's.
/// - Returns: The loss and its derivative by the logit.
/// - Complexity: O(1), no allocation: an exponential and a logarithm, with a `gamma` other than
///   0, 1 and 2 one more of each.
@inlinable
public func sigmoidFocalLoss<Scalar: RealNumber>(
  logit: Scalar,
  target: Scalar,
  alpha: Scalar? = 0.25,
  gamma: Scalar = 2
) -> ElementLoss<Scalar> {
  let logistic = Logistic(logit: logit)
  let crossEntropy = sigmoidCrossEntropy(logistic, target: target)
  let miss = target * logistic.complement + (1 - target) * logistic.probability
  let factor = focusingFactor(miss, gamma: gamma)
  var factorDerivative: Scalar = 0
  if miss > 0 {
    // m^(γ−1) p (1 − p), as m^γ times a quotient that is never above one.
    let rarer = min(logistic.probability, logistic.complement)
    let commoner = max(logistic.probability, logistic.complement)
    factorDerivative = gamma * factor * (1 - 2 * target) * (rarer / miss) * commoner
  }
  return ElementLoss(
    value: factor * crossEntropy.value,
    derivative: factorDerivative * crossEntropy.value + factor * crossEntropy.derivative
  ).weighted(by: balance(alpha, target: target))
}

/// `α` for a yes, `1 − α` for a no, and what lies between; one without `α`.
@inlinable
func balance<Scalar: RealNumber>(_ alpha: Scalar?, target: Scalar) -> Scalar {
  guard let alpha else { return 1 }
  return target * alpha + (1 - target) * (1 - alpha)
}

/// The balanced focal losses of many yes-or-no questions, with a weight for each anchor.
///
/// - Edge cases: no elements have the sum `0` and no mean.
///
/// - Parameters:
///   - logits: What the network says before the sigmoid, `[anchors, classes]`; a batch axis
///     stands before.
///   - targets: The probabilities of yes, within `0 ... 1`, in the same shape.
///   - classes: How many logits an anchor has and shares its weight with.
///   - weights: A weight for each anchor, zero or more, usually one over the number of positive
///     ones; one where there are none.
///   - alpha: The weight of a yes, within `0 ... 1`; nil for no balance.
///   - gamma: How sharply to focus, zero or more.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number, not
///     by their weights.
/// - Returns: The loss, one value for each logit with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a target, weight or parameter out of
///   range, or for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func sigmoidFocalLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  classes: Int = 1,
  weights: Span<Scalar>? = nil,
  alpha: Scalar? = 0.25,
  gamma: Scalar = 2,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  if let alpha { try requireFraction("alpha", alpha) }
  try requireNonnegative("gamma", gamma)
  let anchors = try rowCount(of: "logits", count: logits.count, width: classes, named: "classes")
  try require("targets", count: targets.count, equals: logits.count)
  try requireUnitInterval("targets", targets)
  if let weights {
    try require("weights", count: weights.count, equals: anchors)
    try requireWeights("weights", weights)
  }
  return try elementwiseLoss(count: logits.count, reduction: reduction) { index in
    var weight: Scalar = 1
    if let weights { weight = weights[index / classes] }
    return sigmoidFocalLoss(
      logit: logits[index],
      target: targets[index],
      alpha: alpha,
      gamma: gamma
    ).weighted(by: weight)
  }
}
