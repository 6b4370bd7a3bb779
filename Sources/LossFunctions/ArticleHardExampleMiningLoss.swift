import DetectionNumerics

/// Online hard example mining as an article has it, from probabilities and over a whole batch.
///
/// ```
/// L = (Σ BCE over positives + Σ BCE over the k worst negatives) / (P + k + ε)
/// k = min(N, ⌊r P⌋)
/// ```
///
/// What is wrong with it: it turns targets into bytes, so that one of `0.9` is neither a positive
/// nor a negative; it pools the batch, so that a hard image uses up the negatives of an easy one;
/// it needs probabilities, whose logarithms are cut off at `−100`; the mask that it documents does
/// not exist; and without positives it gives the mean over all, or `0` when asked for the single
/// losses too. With the probabilities `[0.9, 0.2]` and targets `[0.9, 0]` it gives `0.548225976`
/// (no positives); ``hardExampleMiningLoss(logits:targets:elementsPerSample:mask:negativeRatio:withoutPositives:reduction:)``
/// of their logits gives `0.274113262`.
///
/// - Edge cases: the loss of nothing is `0`.
/// - Source: the article *A collection of losses* (<doc:Sources>).
///
/// - Parameters:
///   - probabilities: What the network says after the sigmoid, within `0 ... 1`, in any shape.
///   - targets: The probabilities of yes, within `0 ... 1`, in the same shape; only a plain `1` is
///     a positive, and only a plain `0` a negative.
///   - negativeRatio: How many negatives to keep for each positive, `r`, zero or more; the default
///     is the article's.
///   - epsilon: What is added below, above zero; the default is the article's.
///   - withoutPositives: `.meanOfNegatives` is the article's `return_origin=False`, `.zero` its
///     `True`.
/// - Returns: The loss of the batch, and its gradient by the probabilities.
/// - Throws: ``LossError`` where counts do not agree, or for a probability, target or parameter
///   out of range.
/// - Complexity: O(elements · log elements).
@inlinable
public func articleHardExampleMiningLoss<Scalar: RealNumber>(
  probabilities: Span<Scalar>,
  targets: Span<Scalar>,
  negativeRatio: Scalar = 3,
  epsilon: Scalar = 0.000_001,
  withoutPositives: LossWithoutPositives = .meanOfNegatives
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireNonnegative("negativeRatio", negativeRatio)
  try requirePositive("epsilon", epsilon)
  try require("targets", count: targets.count, equals: probabilities.count)
  try requireUnitInterval("probabilities", probabilities)
  try requireUnitInterval("targets", targets)
  let losses = probabilities.indices.map {
    binaryCrossEntropy(probability: probabilities[$0], target: targets[$0])
  }
  let positives = losses.indices.filter { targets[$0] == 1 }
  let negatives = losses.indices.filter { targets[$0] == 0 }
  var kept = Array(losses.indices)
  var count = negatives.count
  if !positives.isEmpty || withoutPositives == .zero {
    let mined = minedCount(
      positives: positives.count,
      negatives: negatives.count,
      ratio: negativeRatio
    )
    kept = positives + worst(mined, of: negatives.map { losses[$0].value }).map { negatives[$0] }
    count = positives.count + mined
  }
  let divisor = Double(count) + Double(epsilon)
  var sum = 0.0
  var gradient = [Scalar](repeating: 0, count: probabilities.count)
  for i in kept {
    sum += Double(losses[i].value)
    gradient[i] = losses[i].derivative / Scalar(divisor)
  }
  return ArrayLoss(values: [Scalar(sum / divisor)], gradient: gradient)
}

/// The cross-entropy of one probability, with PyTorch's limits: logarithms end at `−100`, and the
/// derivative's denominator at `10⁻¹²`.
@inlinable
func binaryCrossEntropy<Scalar: RealNumber>(
  probability p: Scalar,
  target z: Scalar
) -> ElementLoss<Scalar> {
  let yes = max(-100, Scalar.log(p))
  let no = max(-100, Scalar.log(onePlus: -p))
  return ElementLoss(
    value: -z * yes - (1 - z) * no,
    derivative: (p - z) / max(p * (1 - p), 0.000_000_000_001)
  )
}
