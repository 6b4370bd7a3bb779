import DetectionNumerics

/// One minus the overlap of a predicted region with the true one.
///
/// ```
/// L       = 1 − (2 Σ p t + s) / (Σ p + Σ t + s)
/// dL/dp_i = (2 Σ p t + s − 2 t_i (Σ p + Σ t + s)) / (Σ p + Σ t + s)²
/// ```
///
/// with sums over the elements of one sample. Elements that are nothing in both count for nothing,
/// so a small region is not drowned in background.
///
/// - Symmetry: swapping probabilities and targets keeps the value.
/// - Edge cases: `0` for a perfect match, an empty prediction of an empty region included, with
///   any smoothing; the gradient of the latter without smoothing is given as `0`. Otherwise within
///   `0 ... 1`. No samples have the sum `0` and no mean.
/// - Source: Milletari et al., *V-Net*, 3DV 2016, <https://arxiv.org/abs/1606.04797>; the formula
///   of *Common losses, part 2*, of which its code,
///   ``articleDoubleSmoothedDiceLoss(probabilities:targets:elementsPerSample:reduction:)``, is not
///   an implementation; the article *A collection of losses*; see <doc:Sources>.
///
/// - Parameters:
///   - probabilities: What the network says after sigmoid or softmax, within `0 ... 1`,
///     `[samples, elements]`.
///   - targets: The true region, within `0 ... 1`, in the same shape.
///   - elementsPerSample: The number of elements of a sample.
///   - smoothing: What is added above and below, `s`, zero or more; the default is the article's.
///   - reduction: What becomes of the losses of the samples; a mean divides by their number.
/// - Returns: The loss, one value for each sample with `.none`, and its gradient by the
///   probabilities.
/// - Throws: ``LossError`` where counts do not agree, for a probability, target or smoothing out
///   of range, or for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func diceLoss<Scalar: RealNumber>(
  probabilities: Span<Scalar>,
  targets: Span<Scalar>,
  elementsPerSample: Int,
  smoothing: Scalar = 1,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireNonnegative("smoothing", smoothing)
  return try overlapLoss(
    probabilities: probabilities,
    targets: targets,
    elementsPerSample: elementsPerSample,
    added: (above: smoothing, below: smoothing),
    reduction: reduction
  )
}

/// `1 − (2 Σ p t + above) / (Σ p + Σ t + below)` for each sample, reduced.
@inlinable
func overlapLoss<Scalar: RealNumber>(
  probabilities: Span<Scalar>,
  targets: Span<Scalar>,
  elementsPerSample: Int,
  added: (above: Scalar, below: Scalar),
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  let samples = try rowCount(
    of: "probabilities",
    count: probabilities.count,
    width: elementsPerSample,
    named: "elementsPerSample"
  )
  try require("targets", count: targets.count, equals: probabilities.count)
  try requireUnitInterval("probabilities", probabilities)
  try requireUnitInterval("targets", targets)
  var reducer = try Reducer<Scalar>(reduction, count: samples)
  var gradient: [Scalar] = []
  gradient.reserveCapacity(probabilities.count)
  for sample in 0..<samples {
    let elements = sample * elementsPerSample..<(sample + 1) * elementsPerSample
    var shared = 0.0
    var covered = 0.0
    for i in elements {
      shared += Double(probabilities[i]) * Double(targets[i])
      covered += Double(probabilities[i]) + Double(targets[i])
    }
    let above = 2 * shared + Double(added.above)
    let below = covered + Double(added.below)
    // Nothing on either side and no smoothing: a perfect match, which no 0 / 0 may spoil.
    let matched = below > 0 ? above / below : 1
    reducer.add(Scalar(1 - matched))
    for i in elements {
      let derivative = below > 0 ? (matched - 2 * Double(targets[i])) / below : 0
      gradient.append(reducer.reduced(Scalar(derivative)))
    }
  }
  return ArrayLoss(values: reducer.values, gradient: gradient)
}

// MARK: - The articles' forms

/// Dice loss as one article's code has it: the smoothing is doubled above.
///
/// ```
/// L = 1 − 2 (Σ p t + 1) / (Σ p + Σ t + 1)
/// ```
///
/// What is wrong with it: the article's formula adds one above, its code two. A perfect match, or
/// an empty prediction of an empty region, is below zero, `−1` in the latter case. On the
/// article's data it gives `0.335121664` for two samples and `0.373796589` for one (printed as
/// `0.3351` and `0.3738`), where
/// ``diceLoss(probabilities:targets:elementsPerSample:smoothing:reduction:)`` gives `0.440835279`
/// and `0.425584033`.
///
/// - Edge cases: no samples have the sum `0` and no mean.
/// - Source: the article *Common losses, part 2* (<doc:Sources>).
///
/// - Parameters:
///   - probabilities: What the network says, within `0 ... 1`, `[samples, elements]`.
///   - targets: The true region, within `0 ... 1`, in the same shape.
///   - elementsPerSample: The number of elements of a sample.
///   - reduction: What becomes of the losses of the samples; the article's is the mean.
/// - Returns: The loss, one value for each sample with `.none`, and its gradient by the
///   probabilities.
/// - Throws: ``LossError`` where counts do not agree, for a probability or target out of range,
///   or for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func articleDoubleSmoothedDiceLoss<Scalar: RealNumber>(
  probabilities: Span<Scalar>,
  targets: Span<Scalar>,
  elementsPerSample: Int,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try overlapLoss(
    probabilities: probabilities,
    targets: targets,
    elementsPerSample: elementsPerSample,
    added: (above: 2, below: 1),
    reduction: reduction
  )
}

/// Dice loss as another article's code has it: one sum over the batch, smoothed only below.
///
/// ```
/// L = 1 − 2 Σ p t / (Σ p + Σ t + ε)
/// ```
///
/// What is wrong with it: an empty prediction of an empty region gives `1`, the worst value, where
/// ``diceLoss(probabilities:targets:elementsPerSample:smoothing:reduction:)`` gives `0`; a batch
/// of samples counts as one. On the data of *Common losses, part 2* it gives `0.448827701`, where the correct
/// form, as one sample, gives `0.425584033`, or `0.448827671` without smoothing.
///
/// - Edge cases: no elements at all give `1`.
/// - Source: the article *A collection of losses* (<doc:Sources>).
///
/// - Parameters:
///   - probabilities: What the network says, within `0 ... 1`, in any shape.
///   - targets: The true region, within `0 ... 1`, in the same shape.
///   - epsilon: What is added below, above zero; the default is the article's.
/// - Returns: The loss of the batch, and its gradient by the probabilities.
/// - Throws: ``LossError`` where counts do not agree, or for a probability, target or epsilon out
///   of range.
/// - Complexity: O(elements).
@inlinable
public func articleUnsmoothedDiceLoss<Scalar: RealNumber>(
  probabilities: Span<Scalar>,
  targets: Span<Scalar>,
  epsilon: Scalar = 0.000_001
) throws(LossError) -> ArrayLoss<Scalar> {
  try requirePositive("epsilon", epsilon)
  try require("targets", count: targets.count, equals: probabilities.count)
  guard probabilities.count > 0 else { return ArrayLoss(values: [1], gradient: []) }
  return try overlapLoss(
    probabilities: probabilities,
    targets: targets,
    elementsPerSample: probabilities.count,
    added: (above: 0, below: epsilon),
    reduction: .sum
  )
}
