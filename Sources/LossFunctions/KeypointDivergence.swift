import DetectionNumerics

/// The divergence of a keypoint head's distribution over bins from the one it should have.
///
/// ```
/// L = w Σ_k t_k (log t_k − log p_k)        dL/dx_k = w (p_k Σ_j t_j − t_k)        p = softmax(x)
/// ```
///
/// Such a head says where a joint is by a distribution over the bins of each axis. Call it for
/// the x axis and for the y axis and add the two, values and gradients apart.
///
/// - Symmetry: adding a number to all logits of a row changes nothing.
/// - Edge cases: right for any finite logits, for a single row, and for bins whose target is `0`.
///   `0` where the distributions are equal. Targets that do not add up to one, like those of the
///   article's demonstration, are no distribution, and the value may be below zero. No rows have
///   the sum `0` and no mean.
/// - Source: Li et al., *SimCC*, ECCV 2022, <https://arxiv.org/abs/2107.03332>; the article *A
///   collection of losses*, whose own form is
///   ``articleKeypointDivergence(logits:targets:bins:weights:reduction:)``; see <doc:Sources>.
///
/// - Parameters:
///   - logits: What the head says before the softmax, `[samples · joints, bins]`.
///   - targets: The distributions it should have, within `0 ... 1`, in the same shape.
///   - bins: The number of bins of the axis.
///   - weights: A weight for each row, zero or more, usually whether the joint is visible; one
///     where there are none.
///   - reduction: What becomes of the divergences of the rows; a mean divides by their number.
/// - Returns: The loss, one value for each row with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a target or a weight out of range, or
///   for the mean of nothing.
/// - Complexity: O(rows · bins).
@inlinable
public func keypointDivergence<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  bins: Int,
  weights: Span<Scalar>? = nil,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try keypointDivergence(
    logits: logits,
    targets: targets,
    bins: bins,
    weights: weights,
    scale: 1,
    reduction: reduction
  )
}

/// The divergence of each row, times its weight and a scale for all.
@inlinable
func keypointDivergence<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  bins: Int,
  weights: Span<Scalar>?,
  scale: Scalar,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  let rows = try requireRows(logits: logits, targets: targets, width: bins, named: "bins")
  if let weights {
    try require("weights", count: weights.count, equals: rows)
    try requireWeights("weights", weights)
  }
  return distributionLoss(
    logits: logits,
    classes: bins,
    reducer: try Reducer<Scalar>(reduction, count: rows),
    target: { row, k in targets[row * bins + k] },
    offset: { row in
      var negativeEntropy: Scalar = 0
      for k in row * bins..<(row + 1) * bins where targets[k] > 0 {
        negativeEntropy += targets[k] * Scalar.log(targets[k])
      }
      return negativeEntropy
    },
    weight: { row in
      guard let weights else { return scale }
      return weights[row] * scale
    }
  )
}

// MARK: - The article's form

/// The divergence of a keypoint head as the article has it: the mean over the bins, not the sum.
///
/// What is wrong with it: a divergence is a sum, and dividing it by the number of bins makes a
/// finer axis weigh less, so that x and y weigh differently wherever an image is not square. With
/// logits and targets `[0.1, 0.2, 0.3, 0.4]` it gives `0.015670326`, where
/// ``keypointDivergence(logits:targets:bins:weights:reduction:)`` gives `0.062681304`. (The
/// article's code also fails for a batch of one, which this does not.)
///
/// - Edge cases: as in the correct form.
/// - Source: the article *A collection of losses* (<doc:Sources>).
///
/// - Parameters:
///   - logits: What the head says before the softmax, `[samples · joints, bins]`.
///   - targets: The distributions it should have, within `0 ... 1`, in the same shape.
///   - bins: The number of bins of the axis.
///   - weights: A weight for each row, zero or more; one where there are none.
///   - reduction: What becomes of the values of the rows; the article's is the mean, over joints
///     and batch.
/// - Returns: The loss, one value for each row with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a target or a weight out of range, or
///   for the mean of nothing.
/// - Complexity: O(rows · bins).
@inlinable
public func articleKeypointDivergence<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  bins: Int,
  weights: Span<Scalar>? = nil,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try keypointDivergence(
    logits: logits,
    targets: targets,
    bins: bins,
    weights: weights,
    scale: 1 / Scalar(bins),
    reduction: reduction
  )
}
