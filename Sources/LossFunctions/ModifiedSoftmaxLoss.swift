import RealFunctions

/// The softmax cross-entropy over features whose class weights have length one and no bias.
///
/// ```
/// L = CE(x · u_k)        u_k = w_k / ‖w_k‖
/// ```
///
/// Only the directions of the class weights count, so that no class wins by a long vector. The
/// article gets them by shrinking columns to `0.00001` and growing them again, which leaves alone
/// what was shorter than that, and throws its initial values away; here they are divided by their
/// lengths.
///
/// - Edge cases: right for any finite input whose products are finite. A column of zeros stays
///   one, with the gradient `0`. No samples have the sum `0` and no mean.
/// - Source: Liu et al., *SphereFace*, CVPR 2017, equation 3, <https://arxiv.org/abs/1704.08063>;
///   article 000, lines 70 to 96.
///
/// - Parameters:
///   - features: The features, `[samples, dimensions]`.
///   - weights: The class weights, one column for each class, `[dimensions, classes]`.
///   - labels: The class of each sample, from `0`.
///   - classes: The number of classes.
///   - reduction: What becomes of the losses of the samples; a mean divides by their number.
/// - Returns: The loss, one value for each sample with `.none`, and its gradients by the features
///   and by the weights.
/// - Throws: ``LossError`` where counts do not agree, for a label that names no class, or for the
///   mean of nothing.
/// - Complexity: O(samples · dimensions · classes).
@inlinable
public func modifiedSoftmaxLoss<Scalar: RealNumber>(
  features: Span<Scalar>,
  weights: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  reduction: Reduction
) throws(LossError) -> FeatureLossResult<Scalar> {
  try requireFeatures(features: features, weights: weights, labels: labels, classes: classes)
  let reducer = try Reducer<Scalar>(reduction, count: labels.count)
  let columns = UnitVectors(weights, count: classes, vectorStride: 1, componentStride: classes)
  let loss = angularLoss(
    features: features,
    directions: columns.directions.span,
    labels: labels,
    classes: classes,
    scale: 1,
    reducer: reducer,
    margin: { product, _, _ in ElementLoss(value: product, derivative: 1) }
  )
  return FeatureLossResult(
    values: loss.values,
    featureGradient: loss.featureGradient,
    classGradient: columns.gradient(byDirections: loss.classGradient)
  )
}
