import DetectionNumerics

/// What ArcFace does where an angle plus the margin passes half a turn.
public enum MarginGuard: Hashable, Sendable {
  /// `cos θ − m sin m` takes the place of `cos(θ + m)`, so that the target logit keeps falling as
  /// the angle grows.
  ///
  /// - Source: the authors' own code, which the article has commented out.
  case monotonic

  /// `cos(θ + m)` all the way, as the article has it.
  ///
  /// What is wrong with it: past `θ = π − m` the cosine rises again, and the loss rewards turning
  /// further away. With the feature `[-1, 0]`, weights `[[1, 0], [0, 1]]`, label `0`, scale `32`
  /// and margin `0.5` it gives `28.082641980`, less than the `32` of no margin at all;
  /// ``monotonic`` gives `39.670808618`.
  case absentAsInArticle
}

/// The softmax cross-entropy over angles, with a margin added to the angle of the label.
///
/// ```
/// L = CE(s · [cos(θ_y + m) at y, cos θ_k elsewhere])
/// cos(θ + m) = cos θ cos m − sin θ sin m
/// ```
///
/// A feature has to stand nearer to its class than to any other by the margin.
///
/// - Symmetry: multiplying a feature or a column by a positive number changes nothing.
/// - Edge cases: right for any finite input. Where a feature points exactly along its class, or
///   exactly against it, the angle has a kink; the sine's part of the derivative is then `0`, as that
///   of the article's clamp. A vector of zeros is at right angles to all, with the gradient `0`.
///   A margin of zero is
///   ``normFaceLoss(features:weights:labels:classes:scale:reduction:)``. No samples have the sum
///   `0` and no mean.
/// - Source: Deng et al., *ArcFace*, CVPR 2019, equation 3, <https://arxiv.org/abs/1801.07698>; the
///   article *A collection of losses* (<doc:Sources>).
///
/// - Parameters:
///   - features: The features, `[samples, dimensions]`.
///   - weights: The class weights, one column for each class, `[dimensions, classes]`.
///   - labels: The class of each sample, from `0`.
///   - classes: The number of classes.
///   - scale: What the cosines are multiplied by, `s`, above zero; the default is the article's,
///     the paper has `64`.
///   - margin: What is added to the angle of the label, in radians, within `0 ... π`; the default
///     is the article's and the paper's.
///   - marginGuard: What happens where the sum passes half a turn.
///   - reduction: What becomes of the losses of the samples; a mean divides by their number.
/// - Returns: The loss, one value for each sample with `.none`, and its gradients by the features
///   and by the weights.
/// - Throws: ``LossError`` where counts do not agree, for a label that names no class or a
///   parameter out of range, or for the mean of nothing.
/// - Complexity: O(samples · dimensions · classes).
@inlinable
public func arcFaceLoss<Scalar: RealNumber>(
  features: Span<Scalar>,
  weights: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  scale: Scalar = 32,
  margin: Scalar = 0.5,
  marginGuard: MarginGuard = .monotonic,
  reduction: Reduction
) throws(LossError) -> FeatureLoss<Scalar> {
  try requireFeatures(features: features, weights: weights, labels: labels, classes: classes)
  try requirePositive("scale", scale)
  guard margin >= 0, margin <= .pi else {
    throw .parameter("margin", found: Double(margin), allowed: "within 0 ... π")
  }
  let arc = AngularMargin(margin, guard: marginGuard)
  return cosineLoss(
    features: features,
    weights: weights,
    labels: labels,
    classes: classes,
    scale: scale,
    reducer: try Reducer<Scalar>(reduction, count: labels.count),
    margin: { angle in arc.added(to: angle) }
  )
}

/// A margin in radians, ready to be added to angles that are known by their cosines.
@usableFromInline
struct AngularMargin<Scalar: RealNumber> {
  @usableFromInline let cosine: Scalar
  @usableFromInline let sine: Scalar

  /// The least cosine that the margin is added to; at or below it the guard steps in.
  @usableFromInline let threshold: Scalar

  /// What the guard takes away from the cosine.
  @usableFromInline let drop: Scalar

  @inlinable
  init(_ margin: Scalar, guard marginGuard: MarginGuard) {
    cosine = Scalar.cos(margin)
    sine = Scalar.sin(margin)
    // cos(π − m) and m sin(π − m).
    threshold = marginGuard == .monotonic ? -cosine : -2
    drop = margin * sine
  }

  /// The cosine of an angle with the margin added, and its derivative by that without.
  @inlinable
  func added(to angle: Angle<Scalar>) -> ElementLoss<Scalar> {
    let c = angle.cosine
    guard c > threshold else { return ElementLoss(value: c - drop, derivative: 1) }
    let s = angle.sine
    return ElementLoss(
      value: c * cosine - s * sine,
      derivative: s == 0 ? cosine : cosine + sine * (c / s)
    )
  }
}
