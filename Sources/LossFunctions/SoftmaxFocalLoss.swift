import DetectionNumerics

/// The focal loss of choices among classes, from logits and labels.
///
/// ```
/// L       = −α_y (1 − p_y)^γ log p_y        p = softmax(x)
/// dL/dx_y = −α_y (1 − p_y)^γ (1 − p_y − γ p_y log p_y)
/// dL/dx_k = −dL/dx_y · p_k / (1 − p_y)        for the other classes
/// ```
///
/// `1 − p_y` is the sum of the others, so that a sample that is nearly right keeps its digits, and
/// the gradient by the logits is finite also for `γ < 1`, where the one by `p` is not. The balance
/// is a value that nothing overwrites: the code of *Focal loss explained* gathers its weights into
/// themselves, and its second call fails or is wrong.
///
/// - Symmetry: adding a number to all logits of a sample changes nothing.
/// - Edge cases: right for any finite logits. One class costs nothing. `γ = 0` is
///   ``softmaxCrossEntropy(logits:labels:ignoring:classes:classStride:classWeights:smoothing:reduction:)``. No samples
///   have the sum `0` and no mean.
/// - Source: Lin et al., *Focal Loss for Dense Object Detection*, ICCV 2017, equation 5,
///   <https://arxiv.org/abs/1708.02002>; the article *Common losses, part 2*; *Focal loss
///   explained* (<doc:Sources>).
///
/// - Parameters:
///   - logits: What the network says before the softmax, `[samples, classes]`.
///   - labels: The class of each sample, from `0`.
///   - classes: The number of classes.
///   - alpha: The weights of the classes.
///   - gamma: How sharply to focus, zero or more; the default is the paper's.
///   - reduction: What becomes of the losses of the samples; a mean divides by their number, as
///     in the articles, not by their weights.
/// - Returns: The loss, one value for each sample with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a label that names no class, for a
///   parameter out of range, or for the mean of nothing.
/// - Complexity: O(samples · classes).
@inlinable
public func softmaxFocalLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  alpha: ClassBalance<Scalar> = .even,
  gamma: Scalar = 2,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireRows(logits: logits, labels: labels, classes: classes)
  try alpha.validate(classes: classes)
  try requireNonnegative("gamma", gamma)
  return labelProbabilityLoss(
    logits: logits,
    labels: labels,
    classes: classes,
    reducer: try Reducer<Scalar>(reduction, count: labels.count),
    loss: { logit, label in
      sigmoidFocalLoss(logit: logit, target: 1, alpha: nil, gamma: gamma)
        .weighted(by: alpha.weight(of: label))
    }
  )
}
