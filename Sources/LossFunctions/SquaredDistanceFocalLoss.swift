import DetectionNumerics

/// The cross-entropy of one logit, times its distance from the target raised to `gamma`.
///
/// ```
/// L     = α |z − p|^γ · BCE(x, z)        p = σ(x)
/// dL/dx = α (γ |z − p|^(γ−1) sign(p − z) p (1 − p) · BCE + |z − p|^γ · (p − z))
/// ```
///
/// The objectness loss of the TensorFlow YOLOv3: an anchor that is nearly right costs nearly
/// nothing, so that ten thousand background anchors do not drown ten objects. The gradient flows
/// through the factor too, as it does there. For hard targets it is a focal loss without balance:
/// `α` scales positives and negatives alike, whatever the article says of it, and
/// ``sigmoidFocalLoss(logit:target:alpha:gamma:)`` is the one that balances.
///
/// - Symmetry: turning both logit and target round, `(−x, 1 − z)`, keeps the value.
/// - Edge cases: right for any finite logit; the distance is `σ(−x)` or `σ(x)` for a hard target,
///   never `1 − p`, so tiny losses and derivatives keep their digits. `γ = 0` is the cross-entropy.
///   With `γ <= 1` there is a kink at `p = z` for a soft target; its derivative is given as `0`.
/// - Source: YunYang1994/tensorflow-yolov3, `focal` and `loss_layer`; the article *YOLOv3 code
///   explained, part 5* (<doc:Sources>).
///
/// - Parameters:
///   - logit: What the network says before the sigmoid, `x`.
///   - target: The probability of yes, `z`, within `0 ... 1`.
///   - alpha: A factor for all; the default is the reference's.
///   - gamma: How sharply to focus, zero or more; the default is the reference's.
/// - Returns: The loss and its derivative by the logit.
/// - Complexity: O(1), no allocation: an exponential and a logarithm, with a `gamma` other than
///   0, 1 and 2 one more of each.
@inlinable
public func squaredDistanceFocalLoss<Scalar: RealNumber>(
  logit: Scalar,
  target: Scalar,
  alpha: Scalar = 1,
  gamma: Scalar = 2
) -> ElementLoss<Scalar> {
  let logistic = Logistic(logit: logit)
  let crossEntropy = sigmoidCrossEntropy(logistic, target: target)
  // The derivative of the cross-entropy is the distance itself, p − z, with all its digits.
  let distance = crossEntropy.derivative
  let factor = focusingFactor(abs(distance), gamma: gamma)
  var factorDerivative: Scalar = 0
  if gamma == 2 {
    factorDerivative = 2 * distance * (logistic.probability * logistic.complement)
  } else if distance != 0 {
    // |d|^(γ−1) p (1 − p), as |d|^γ times a quotient that cannot overflow.
    let rarer = min(logistic.probability, logistic.complement)
    let commoner = max(logistic.probability, logistic.complement)
    factorDerivative = gamma * factor * (rarer / distance) * commoner
  }
  return ElementLoss(
    value: alpha * (factor * crossEntropy.value),
    derivative: alpha * (factorDerivative * crossEntropy.value + factor * distance)
  )
}

/// The cross-entropies of many logits, each times its distance from the target raised to `gamma`.
///
/// - Edge cases: no elements have the sum `0` and no mean.
///
/// - Parameters:
///   - logits: What the network says before the sigmoid, in any shape.
///   - targets: The probabilities of yes, within `0 ... 1`, in the same shape.
///   - alpha: A factor for all, zero or more; the default is the reference's.
///   - gamma: How sharply to focus, zero or more; the default is the reference's.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number.
/// - Returns: The loss and its gradient by the logits.
/// - Throws: ``LossError`` where the counts differ, for a target or a parameter out of range, or
///   for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func squaredDistanceFocalLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  alpha: Scalar = 1,
  gamma: Scalar = 2,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireNonnegative("alpha", alpha)
  try requireNonnegative("gamma", gamma)
  try require("targets", count: targets.count, equals: logits.count)
  try requireUnitInterval("targets", targets)
  return try elementwiseLoss(count: logits.count, reduction: reduction) { index in
    squaredDistanceFocalLoss(
      logit: logits[index],
      target: targets[index],
      alpha: alpha,
      gamma: gamma
    )
  }
}
