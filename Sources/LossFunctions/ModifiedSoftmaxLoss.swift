import DetectionNumerics

/// The softmax cross-entropy over features whose class weights have length one and no bias.
///
/// ```
/// L = CE(x · u_k)        u_k = w_k / ‖w_k‖
/// ```
///
/// Only the directions of the class weights count, so that no class wins by a long vector. The
/// article gets them by shrinking columns to `0.00001` and growing them again, which is
/// ``articleModifiedSoftmaxLoss(features:weights:labels:classes:reduction:)``; here they are
/// divided by their lengths.
///
/// - Edge cases: right for any finite input whose products are finite. A column of zeros stays
///   one, with the gradient `0`. No samples have the sum `0` and no mean.
/// - Source: Liu et al., *SphereFace*, CVPR 2017, equation 3, <https://arxiv.org/abs/1704.08063>;
///   the article *A collection of losses* (<doc:Sources>).
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
) throws(LossError) -> FeatureLoss<Scalar> {
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
  return FeatureLoss(
    values: loss.values,
    featureGradient: loss.featureGradient,
    classGradient: columns.gradient(byDirections: loss.classGradient)
  )
}

// MARK: - The article's form

/// The softmax cross-entropy over class weights as the article scales them: cut off, then grown.
///
/// ```
/// L = CE(f · u_k)        u_k = w_k / (‖w_k‖ + 0.0000001)        where ‖w_k‖ > 0.00001
///                        u_k = 100000 w_k                       elsewhere
/// ```
///
/// What is wrong with it: PyTorch's `renorm` only shortens, so a column that is shorter than
/// `0.00001` is not brought to length one, and what it adds to the length leaves the others a
/// little short. With the feature `[1, 0]`, the weights `[[0.000001, 0], [0, 1]]` and label `0` it
/// gives `0.644396660`, where
/// ``modifiedSoftmaxLoss(features:weights:labels:classes:reduction:)`` gives `0.313261688`.
///
/// - Edge cases: a column of zeros stays one. No samples have the sum `0` and no mean.
/// - Source: the article *A collection of losses* (<doc:Sources>).
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
public func articleModifiedSoftmaxLoss<Scalar: RealNumber>(
  features: Span<Scalar>,
  weights: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  reduction: Reduction
) throws(LossError) -> FeatureLoss<Scalar> {
  try requireFeatures(features: features, weights: weights, labels: labels, classes: classes)
  let reducer = try Reducer<Scalar>(reduction, count: labels.count)
  let columns = UnitVectors(weights, count: classes, vectorStride: 1, componentStride: classes)
  // What the columns are long after the article's scaling, and how that grows with their length.
  let scaled = columns.lengths.map { length -> ElementLoss<Scalar> in
    guard length > 0.000_01 else {
      return ElementLoss(value: 100_000 * length, derivative: 100_000)
    }
    let padded = length + 0.000_000_1
    return ElementLoss(value: length / padded, derivative: 0.000_000_1 / (padded * padded))
  }
  let directions = columns.directions.indices.map {
    columns.directions[$0] * scaled[$0 % classes].value
  }
  let loss = angularLoss(
    features: features,
    directions: directions.span,
    labels: labels,
    classes: classes,
    scale: 1,
    reducer: reducer,
    margin: { product, _, _ in ElementLoss(value: product, derivative: 1) }
  )
  // Turning a column moves its scaled self across; stretching it moves that along.
  let across = loss.classGradient.indices.map {
    loss.classGradient[$0] * scaled[$0 % classes].value
  }
  var gradient = columns.gradient(byDirections: across)
  for k in 0..<classes {
    var along: Scalar = 0
    for place in stride(from: k, to: gradient.count, by: classes) {
      along += loss.classGradient[place] * columns.directions[place]
    }
    for place in stride(from: k, to: gradient.count, by: classes) {
      gradient[place] += along * scaled[k].derivative * columns.directions[place]
    }
  }
  return FeatureLoss(
    values: loss.values,
    featureGradient: loss.featureGradient,
    classGradient: gradient
  )
}
