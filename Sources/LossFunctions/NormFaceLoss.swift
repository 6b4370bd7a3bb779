import DetectionNumerics

/// The softmax cross-entropy over the angles between features and class weights.
///
/// ```
/// L = CE(s cos θ_k)        cos θ_k = x · w_k / (‖x‖ ‖w_k‖)
/// ```
///
/// Neither the length of a feature nor that of a class weight counts. Cosines are small logits, so
/// a scale spreads them.
///
/// - Symmetry: multiplying a feature or a column by a positive number changes nothing.
/// - Edge cases: right for any finite input. A vector of zeros is at right angles to all, with
///   the gradient `0`. No samples have the sum `0` and no mean.
/// - Source: Wang et al., *NormFace*, ACM Multimedia 2017, <https://arxiv.org/abs/1704.06369>; the
///   article *A collection of losses* (<doc:Sources>).
///
/// - Parameters:
///   - features: The features, `[samples, dimensions]`.
///   - weights: The class weights, one column for each class, `[dimensions, classes]`.
///   - labels: The class of each sample, from `0`.
///   - classes: The number of classes.
///   - scale: What the cosines are multiplied by, `s`, above zero; the default is the article's.
///   - reduction: What becomes of the losses of the samples; a mean divides by their number.
/// - Returns: The loss, one value for each sample with `.none`, and its gradients by the features
///   and by the weights.
/// - Throws: ``LossError`` where counts do not agree, for a label that names no class or a scale
///   out of range, or for the mean of nothing.
/// - Complexity: O(samples · dimensions · classes).
@inlinable
public func normFaceLoss<Scalar: RealNumber>(
  features: Span<Scalar>,
  weights: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  scale: Scalar = 16,
  reduction: Reduction
) throws(LossError) -> FeatureLoss<Scalar> {
  try requireFeatures(features: features, weights: weights, labels: labels, classes: classes)
  try requirePositive("scale", scale)
  return cosineLoss(
    features: features,
    weights: weights,
    labels: labels,
    classes: classes,
    scale: scale,
    reducer: try Reducer<Scalar>(reduction, count: labels.count),
    margin: { angle in ElementLoss(value: angle.cosine, derivative: 1) }
  )
}

/// Computes a softmax cross-entropy over cosines, with gradients by the vectors themselves.
///
/// `margin` replaces the cosine of a sample's angle to its label, and gives the derivative by it.
@inlinable
func cosineLoss<Scalar: RealNumber>(
  features: Span<Scalar>,
  weights: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  scale: Scalar,
  reducer: Reducer<Scalar>,
  margin: (Angle<Scalar>) -> ElementLoss<Scalar>
) -> FeatureLoss<Scalar> {
  let columns = UnitVectors(weights, count: classes, vectorStride: 1, componentStride: classes)
  let rows = UnitVectors(
    features,
    count: labels.count,
    vectorStride: weights.count / classes,
    componentStride: 1
  )
  let loss = angularLoss(
    features: rows.directions.span,
    directions: columns.directions.span,
    labels: labels,
    classes: classes,
    scale: scale,
    reducer: reducer,
    margin: { cosine, sample, label in
      margin(Angle(cosine: cosine, between: rows, sample, and: columns, label))
    }
  )
  return FeatureLoss(
    values: loss.values,
    featureGradient: rows.gradient(byDirections: loss.featureGradient),
    classGradient: columns.gradient(byDirections: loss.classGradient)
  )
}
