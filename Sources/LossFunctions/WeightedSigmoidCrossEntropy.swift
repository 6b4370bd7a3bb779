import DetectionNumerics

/// The cross-entropy of one yes-or-no question whose yes weighs more, or less, than its no.
///
/// ```
/// L = −w z log σ(x) − (1 − z) log(1 − σ(x))        dL/dx = (1 − z) σ(x) − w z σ(−x)
/// ```
///
/// A weight above one makes missed positives dearer, so recall rises; below one, precision does.
///
/// - Edge cases: a weight of one is ``sigmoidCrossEntropy(logit:target:)``, bit for bit. Right
///   for any finite logit, as that is.
/// - Source: TensorFlow's `weighted_cross_entropy_with_logits`, PyTorch's `pos_weight`; the article
///   *YOLOv3 code explained, part 5* (<doc:Sources>).
///
/// - Parameters:
///   - logit: What the network says before the sigmoid, `x`.
///   - target: The probability of yes, `z`, within `0 ... 1`.
///   - positiveWeight: How much a yes weighs, `w` (`pos_weight`, or `q`); zero or more.
/// - Returns: The loss and its derivative by the logit.
/// - Complexity: O(1): an exponential, a logarithm, no allocation.
@inlinable
public func weightedSigmoidCrossEntropy<Scalar: RealNumber>(
  logit: Scalar,
  target: Scalar,
  positiveWeight: Scalar
) -> ElementLoss<Scalar> {
  let logistic = Logistic(logit: logit)
  let yes = positiveWeight * target
  let no = 1 - target
  return ElementLoss(
    value: yes * logistic.negativeLogProbability + no * logistic.negativeLogComplement,
    derivative: no * logistic.probability - yes * logistic.complement
  )
}

/// The cross-entropy of many yes-or-no questions, each class with the weight of its yes.
///
/// - Edge cases: no elements have the sum `0` and no mean. One weight serves all classes.
///
/// - Parameters:
///   - logits: What the network says before the sigmoid, `[samples, classes]`.
///   - targets: The probabilities of yes, within `0 ... 1`, in the same shape.
///   - positiveWeights: How much a yes of each class weighs; zero or more.
///   - weights: A weight for each element, zero or more, in the shape of the logits; one where
///     there are none.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number, as
///     in PyTorch, not by their weights.
/// - Returns: The loss and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a target outside `0 ... 1`, for a
///   negative weight, or for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func weightedSigmoidCrossEntropy<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  positiveWeights: Span<Scalar>,
  weights: Span<Scalar>? = nil,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  let classes = positiveWeights.count
  _ = try rowCount(
    of: "logits",
    count: logits.count,
    width: classes,
    named: "the count of positiveWeights"
  )
  try require("targets", count: targets.count, equals: logits.count)
  try requireUnitInterval("targets", targets)
  try requireWeights("positiveWeights", positiveWeights)
  try requireElementWeights(weights, count: logits.count)
  return try elementwiseLoss(count: logits.count, reduction: reduction) { index in
    let loss = weightedSigmoidCrossEntropy(
      logit: logits[index],
      target: targets[index],
      positiveWeight: positiveWeights[index % classes]
    )
    guard let weights else { return loss }
    return loss.weighted(by: weights[index])
  }
}
