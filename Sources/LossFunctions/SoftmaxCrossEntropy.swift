import DetectionNumerics

/// The cross-entropy of choices among classes, from logits and labels.
///
/// ```
/// L = −log p_y        dL/dx_k = p_k − [k = y]        p = softmax(x)
/// ```
///
/// With class weights or label smoothing, `L = −Σ_k w_k t_k log p_k`, where `t` is the smoothed
/// label, and a mean divides by `Σ w_y` over the samples, as in PyTorch. Samples whose label is
/// `ignored` cost nothing, have no gradient and do not count in a mean.
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
///   - ignored: A label that leaves its sample out, PyTorch's `ignore_index`; it may name a class.
///   - classes: The number of classes.
///   - classStride: How far apart the logits of a sample's classes lie: `1` where they come last,
///     `H · W` for `[N, classes, H, W]`, whose labels are `[N, H, W]`.
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
  ignoring ignored: Int? = nil,
  classes: Int,
  classStride: Int = 1,
  classWeights: Span<Scalar>? = nil,
  smoothing: LabelSmoothing<Scalar> = .none,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  if classStride != 1 {
    try requireClassStride(logits, classes: classes, stride: classStride)
    let rows = classesLast(logits, classes: classes, stride: classStride)
    return try softmaxCrossEntropy(
      logits: rows.span,
      labels: labels,
      ignoring: ignored,
      classes: classes,
      classWeights: classWeights,
      smoothing: smoothing,
      reduction: reduction
    ).movingClasses(classes, apart: classStride)
  }
  let samples = try rowCount(of: "logits", count: logits.count, width: classes, named: "classes")
  try require("labels", count: labels.count, equals: samples)
  try requireFraction("smoothing", smoothing.share)
  var kept = 0
  for index in labels.indices where labels[index] != ignored {
    guard labels[index] >= 0, labels[index] < classes else {
      throw .label(found: labels[index], index: index, classes: classes)
    }
    kept += 1
  }
  var totalWeight: Double?
  if let classWeights {
    try require("classWeights", count: classWeights.count, equals: classes)
    try requireWeights("classWeights", classWeights)
    var total = 0.0
    for sample in labels.indices where labels[sample] != ignored {
      total += Double(classWeights[labels[sample]])
    }
    totalWeight = total
  }
  let reducer = try Reducer<Scalar>(reduction, count: kept, totalWeight: totalWeight)
  guard smoothing.share > 0 else {
    return labelProbabilityLoss(
      logits: logits,
      labels: labels,
      ignoring: ignored,
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
    },
    weight: { labels[$0] == ignored ? nil : 1 }
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
///   - classStride: How far apart the logits of a sample's classes lie, and its targets: `1` where
///     they come last, `H · W` for `[N, classes, H, W]`.
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
  classStride: Int = 1,
  classWeights: Span<Scalar>? = nil,
  smoothing: LabelSmoothing<Scalar> = .none,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  if classStride != 1 {
    try requireClassStride(logits, classes: classes, stride: classStride)
    try require("targets", count: targets.count, equals: logits.count)
    let rows = classesLast(logits, classes: classes, stride: classStride)
    let targetRows = classesLast(targets, classes: classes, stride: classStride)
    return try softmaxCrossEntropy(
      logits: rows.span,
      targets: targetRows.span,
      classes: classes,
      classWeights: classWeights,
      smoothing: smoothing,
      reduction: reduction
    ).movingClasses(classes, apart: classStride)
  }
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
