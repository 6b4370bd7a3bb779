import DetectionNumerics

/// What the loss of a sample without positives is, where negatives are mined by their number.
public enum LossWithoutPositives: Hashable, Sendable {
  /// The mean over all its negatives.
  case meanOfNegatives

  /// Nothing: with no positives there are no negatives to keep either.
  case zero
}

/// The sigmoid cross-entropy of all positives and the worst negatives of each sample.
///
/// ```
/// L = (Σ BCE over positives + Σ BCE over the k worst negatives) / (P + k)
/// k = min(N, ⌊r P⌋)
/// ```
///
/// with `P` positives and `N` negatives. The other negatives count for nothing, so that a few
/// objects are not drowned in background. An element is a positive where its target is at least
/// one half; the cross-entropy is with the target as it stands.
///
/// - Edge cases: right for any finite logit. Of equal losses the first are kept. The choice of
///   negatives is a constant for the gradient. A sample whose elements are all masked out is `0`.
///   No samples have the sum `0` and no mean.
/// - Source: Shrivastava et al., *Training Region-based Object Detectors with Online Hard Example
///   Mining*, CVPR 2016, <https://arxiv.org/abs/1604.03540>; the ratio is that of Liu et al.,
///   *SSD*, ECCV 2016, section 2.2; the article *A collection of losses*, whose own form is
///   ``articleHardExampleMiningLoss(probabilities:targets:negativeRatio:epsilon:withoutPositives:)``;
///   see <doc:Sources>.
///
/// - Parameters:
///   - logits: What the network says before the sigmoid, `[samples, elements]`.
///   - targets: The probabilities of yes, within `0 ... 1`, in the same shape.
///   - elementsPerSample: The number of elements of a sample; each is mined by itself.
///   - mask: Whether an element counts at all, in the same shape; all do where there is none.
///   - negativeRatio: How many negatives to keep for each positive, `r`, zero or more; the default
///     is the article's.
///   - withoutPositives: The loss of a sample that has none.
///   - reduction: What becomes of the losses of the samples; a mean divides by their number.
/// - Returns: The loss, one value for each sample with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a target or a ratio out of range, or for
///   the mean of nothing.
/// - Complexity: O(elements · log elements).
@inlinable
public func hardExampleMiningLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  elementsPerSample: Int,
  mask: Span<Bool>? = nil,
  negativeRatio: Scalar = 3,
  withoutPositives: LossWithoutPositives = .meanOfNegatives,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireNonnegative("negativeRatio", negativeRatio)
  let samples = try requireRows(
    logits: logits,
    targets: targets,
    width: elementsPerSample,
    named: "elementsPerSample"
  )
  if let mask { try require("mask", count: mask.count, equals: logits.count) }
  var reducer = try Reducer<Scalar>(reduction, count: samples)
  var gradient = [Scalar](repeating: 0, count: logits.count)
  for sample in 0..<samples {
    var positives: [Int] = []
    var negatives: [Int] = []
    for i in sample * elementsPerSample..<(sample + 1) * elementsPerSample {
      if let mask, !mask[i] { continue }
      if targets[i] >= 0.5 { positives.append(i) } else { negatives.append(i) }
    }
    var kept = positives
    if !positives.isEmpty {
      let losses = negatives.map {
        sigmoidCrossEntropy(logit: logits[$0], target: targets[$0]).value
      }
      let count = minedCount(
        positives: positives.count,
        negatives: negatives.count,
        ratio: negativeRatio
      )
      kept += worst(count, of: losses).map { negatives[$0] }
    } else if withoutPositives == .meanOfNegatives {
      kept = negatives
    }
    var sum = 0.0
    let divisor = Scalar(max(1, kept.count))
    for i in kept {
      let loss = sigmoidCrossEntropy(logit: logits[i], target: targets[i])
      sum += Double(loss.value)
      gradient[i] = reducer.reduced(loss.derivative / divisor)
    }
    reducer.add(Scalar(sum / Double(divisor)))
  }
  return ArrayLoss(values: reducer.values, gradient: gradient)
}

/// How many negatives go with so many positives.
@inlinable
func minedCount<Scalar: RealNumber>(positives: Int, negatives: Int, ratio: Scalar) -> Int {
  // Compared in floating point, where a huge ratio does not overflow.
  let wanted = Double(positives) * Double(ratio)
  return wanted < Double(negatives) ? Int(wanted) : negatives
}

/// The places of the `count` largest losses; NaN is the largest, and of equals the first win.
@inlinable
func worst<Scalar: RealNumber>(_ count: Int, of losses: [Scalar]) -> ArraySlice<Int> {
  losses.indices.sorted { a, b in
    if losses[a].isNaN || losses[b].isNaN {
      return losses[a].isNaN && (!losses[b].isNaN || a < b)
    }
    return losses[a] == losses[b] ? a < b : losses[a] > losses[b]
  }.prefix(count)
}
