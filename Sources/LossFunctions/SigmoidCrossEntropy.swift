import DetectionNumerics

/// The cross-entropy of one yes-or-no question, from its logit.
///
/// ```
/// L = −z log σ(x) − (1 − z) log(1 − σ(x))        dL/dx = σ(x) − z
/// ```
///
/// The target may be anything from a plain no, `0`, to a plain yes, `1`.
///
/// - Symmetry: turning both logit and target round, `(−x, 1 − z)`, keeps the value.
/// - Edge cases: right for any finite logit: at `±1000` with a hard target, exactly `0` or `1000`.
///   The derivative keeps its digits where it is nearly zero.
/// - Source: TensorFlow's `sigmoid_cross_entropy_with_logits`, PyTorch's
///   `binary_cross_entropy_with_logits`; the article *YOLOv3 code explained, part 5*; *OpenPCDet
///   loss utils* (<doc:Sources>).
///
/// - Parameters:
///   - logit: What the network says before the sigmoid, `x`.
///   - target: The probability of yes, `z`, within `0 ... 1`.
/// - Returns: The loss and its derivative by the logit.
/// - Complexity: O(1): an exponential, a logarithm, no allocation.
@inlinable
public func sigmoidCrossEntropy<Scalar: RealNumber>(
  logit: Scalar,
  target: Scalar
) -> ElementLoss<Scalar> {
  sigmoidCrossEntropy(Logistic(logit: logit), target: target)
}

/// The cross-entropy of one yes-or-no question whose ``Logistic`` is already known.
///
/// - Parameters:
///   - logistic: What the logit says.
///   - target: The probability of yes, within `0 ... 1`.
/// - Returns: The loss and its derivative by the logit.
/// - Complexity: O(1), no exponential, no allocation.
@inlinable
public func sigmoidCrossEntropy<Scalar: RealNumber>(
  _ logistic: Logistic<Scalar>,
  target: Scalar
) -> ElementLoss<Scalar> {
  // Both are weighted sums of yes and no, which for a hard target leave one term, untouched.
  ElementLoss(
    value: target * logistic.negativeLogProbability + (1 - target) * logistic.negativeLogComplement,
    derivative: (1 - target) * logistic.probability - target * logistic.complement
  )
}

/// The cross-entropy of many yes-or-no questions, from their logits.
///
/// - Edge cases: no elements have the sum `0` and no mean.
///
/// - Parameters:
///   - logits: What the network says before the sigmoid, in any shape.
///   - targets: The probabilities of yes, within `0 ... 1`, in the same shape.
///   - weights: A weight for each element, zero or more, in the same shape; one where there are
///     none.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number, as
///     in PyTorch, not by their weights.
/// - Returns: The loss and its gradient by the logits.
/// - Throws: ``LossError`` where the counts differ, for a target outside `0 ... 1`, for a
///   negative weight, or for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func sigmoidCrossEntropy<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  weights: Span<Scalar>? = nil,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try require("targets", count: targets.count, equals: logits.count)
  try requireUnitInterval("targets", targets)
  try requireElementWeights(weights, count: logits.count)
  return try elementwiseLoss(count: logits.count, reduction: reduction) { index in
    let loss = sigmoidCrossEntropy(logit: logits[index], target: targets[index])
    guard let weights else { return loss }
    return loss.weighted(by: weights[index])
  }
}
