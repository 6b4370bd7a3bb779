import DetectionNumerics

/// The cross-entropy of choices among classes, from logits and labels.
///
/// ```
/// L = −log p_y        dL/dx_k = p_k − [k = y]        p = softmax(x)
/// ```
///
/// With class weights or label smoothing, `L = −Σ_k w_k t_k log p_k`, where `t` is the smoothed
/// label, and a mean divides by `Σ w_y` over the samples, as in PyTorch.
///
/// - Symmetry: adding a number to all logits of a sample changes nothing.
/// - Edge cases: right for any finite logits: at `±1000`, exactly the distance of the label's
///   logit from the largest. Where all classes but the label stand
///   at minus infinity it is `0`. One class costs nothing. No
///   samples have the sum `0` and no mean.
/// - Source: PyTorch's `cross_entropy`, TensorFlow's `sparse_softmax_cross_entropy_with_logits`;
///   the article *A collection of losses*; *YOLOv3 code explained, part 5* (<doc:Sources>).
///
/// - Parameters:
///   - logits: What the network says before the softmax, `[samples, classes]`.
///   - labels: The class of each sample, from `0`.
///   - classes: The number of classes.
///   - classWeights: A weight for each class, zero or more; one where there are none.
///   - smoothing: How much of a label's certainty is given to other classes.
///   - reduction: What becomes of the losses of the samples.
/// - Returns: The loss, one value for each sample with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a label that names no class, for a
///   weight or a smoothing out of range, or for the mean of nothing.
/// - Complexity: O(samples · classes).
@inlinable
public func softmaxCrossEntropy<Scalar: RealNumber>(
  logits: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  classWeights: Span<Scalar>? = nil,
  smoothing: LabelSmoothing<Scalar> = .none,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireRows(logits: logits, labels: labels, classes: classes)
  try requireFraction("smoothing", smoothing.share)
  var totalWeight: Double?
  if let classWeights {
    try require("classWeights", count: classWeights.count, equals: classes)
    try requireWeights("classWeights", classWeights)
    var total = 0.0
    for sample in labels.indices { total += Double(classWeights[labels[sample]]) }
    totalWeight = total
  }
  let reducer = try Reducer<Scalar>(reduction, count: labels.count, totalWeight: totalWeight)
  guard smoothing.share > 0 else {
    return labelProbabilityLoss(
      logits: logits,
      labels: labels,
      classes: classes,
      reducer: reducer,
      loss: { logit, label in
        var weight: Scalar = 1
        if let classWeights { weight = classWeights[label] }
        return sigmoidCrossEntropy(logit: logit, target: 1).weighted(by: weight)
      }
    )
  }
  return distributionLoss(
    logits: logits,
    classes: classes,
    reducer: reducer,
    target: { sample, k in
      var weight: Scalar = 1
      if let classWeights { weight = classWeights[k] }
      return weight * smoothing.smoothed(k == labels[sample] ? 1 : 0, classes: classes)
    }
  )
}

/// The cross-entropy of choices among classes, from logits and distributions.
///
/// ```
/// L = −Σ_k w_k t_k log p_k        dL/dx_k = p_k Σ_j w_j t_j − w_k t_k        p = softmax(x)
/// ```
///
/// A mean divides by the number of samples, weights or not, as in PyTorch.
///
/// - Symmetry: adding a number to all logits of a sample changes nothing.
/// - Edge cases: right for any finite logits. A row of zeros costs nothing. The gradient is that
///   of the formula also where targets do not add up to one; TensorFlow's `p − t` is not. No
///   samples have the sum `0` and no mean.
/// - Source: PyTorch's `cross_entropy` with class probabilities, TensorFlow's
///   `softmax_cross_entropy_with_logits`; the article *YOLOv3 code explained, part 5*
///   (<doc:Sources>).
///
/// - Parameters:
///   - logits: What the network says before the softmax, `[samples, classes]`.
///   - targets: The probability of each class, within `0 ... 1`, in the same shape; each row adds
///     up to one.
///   - classes: The number of classes.
///   - classWeights: A weight for each class, zero or more; one where there are none.
///   - smoothing: How much of the certainty is spread over other classes.
///   - reduction: What becomes of the losses of the samples; a mean divides by their number.
/// - Returns: The loss, one value for each sample with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a target, a weight or a smoothing out
///   of range, or for the mean of nothing.
/// - Complexity: O(samples · classes).
@inlinable
public func softmaxCrossEntropy<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  classes: Int,
  classWeights: Span<Scalar>? = nil,
  smoothing: LabelSmoothing<Scalar> = .none,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  let samples = try requireRows(
    logits: logits,
    targets: targets,
    width: classes,
    named: "classes"
  )
  try requireFraction("smoothing", smoothing.share)
  if let classWeights {
    try require("classWeights", count: classWeights.count, equals: classes)
    try requireWeights("classWeights", classWeights)
  }
  return distributionLoss(
    logits: logits,
    classes: classes,
    reducer: try Reducer<Scalar>(reduction, count: samples),
    target: { sample, k in
      var weight: Scalar = 1
      if let classWeights { weight = classWeights[k] }
      return weight * smoothing.smoothed(targets[sample * classes + k], classes: classes)
    }
  )
}
