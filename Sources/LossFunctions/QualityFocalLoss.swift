import DetectionNumerics

/// The quality focal losses of many scores against how good the detections are.
///
/// ```
/// L = |y − p|^β · BCE(x, y)        p = σ(x)
/// ```
///
/// It is ``squaredDistanceFocalLoss(logit:target:alpha:gamma:)`` without a factor, by the name that
/// detectors know it by: the target is the IoU of the box at its class, and zero elsewhere.
///
/// - Edge cases: no elements have the sum `0` and no mean.
/// - Source: Li et al., *Generalized Focal Loss*, NeurIPS 2020, equation 2,
///   <https://arxiv.org/abs/2006.04388>; mmdetection's `quality_focal_loss`.
///
/// - Parameters:
///   - logits: What the network says before the sigmoid, in any shape.
///   - targets: How good the detections are, `y`, within `0 ... 1`, in the same shape.
///   - beta: How sharply to focus, zero or more; the default is the paper's.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number.
/// - Returns: The loss and its gradient by the logits.
/// - Throws: ``LossError`` where the counts differ, for a target or a parameter out of range, or
///   for the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func qualityFocalLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  beta: Scalar = 2,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireNonnegative("beta", beta)
  return try squaredDistanceFocalLoss(
    logits: logits,
    targets: targets,
    alpha: 1,
    gamma: beta,
    reduction: reduction
  )
}
