import DetectionNumerics

/// Half the squared distance of features from the centres of their classes.
///
/// ```
/// L = ½ ‖f − c_y‖²        dL/df = f − c_y        dL/dc_y = c_y − f
/// ```
///
/// It draws the features of a class together, which a cross-entropy alone does not. Add it to one
/// with a small factor; the article's is `0.2`.
///
/// - Edge cases: no samples have the sum `0` and no mean.
/// - Source: Wen et al., *A Discriminative Feature Learning Approach for Deep Face Recognition*,
///   ECCV 2016, equation 2; the article *A collection of losses*, whose own form is
///   ``articleFeatureCenterLoss(features:centers:labels:classes:)``; see <doc:Sources>.
///
/// - Parameters:
///   - features: The features, `[samples, dimensions]`.
///   - centers: The centres, one row for each class, `[classes, dimensions]`.
///   - labels: The class of each sample, from `0`.
///   - classes: The number of classes.
///   - reduction: What becomes of the losses of the samples; a mean divides by their number.
/// - Returns: The loss, one value for each sample with `.none`, and its gradients by the features
///   and by the centres.
/// - Throws: ``LossError`` where counts do not agree, for a label that names no class, or for the
///   mean of nothing.
/// - Complexity: O(samples · dimensions + classes · dimensions).
@inlinable
public func featureCenterLoss<Scalar: RealNumber>(
  features: Span<Scalar>,
  centers: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  reduction: Reduction
) throws(LossError) -> FeatureLoss<Scalar> {
  let dimensions = try requireCenters(
    features: features,
    centers: centers,
    labels: labels,
    classes: classes
  )
  var reducer = try Reducer<Scalar>(reduction, count: labels.count)
  var featureGradient: [Scalar] = []
  featureGradient.reserveCapacity(features.count)
  var centerGradient = [Scalar](repeating: 0, count: centers.count)
  for sample in labels.indices {
    let start = labels[sample] * dimensions
    var squares: Scalar = 0
    for d in 0..<dimensions {
      let difference = features[sample * dimensions + d] - centers[start + d]
      squares += difference * difference
      let derivative = reducer.reduced(difference)
      featureGradient.append(derivative)
      centerGradient[start + d] -= derivative
    }
    reducer.add(squares / 2)
  }
  return FeatureLoss(
    values: reducer.values,
    featureGradient: featureGradient,
    classGradient: centerGradient
  )
}

/// Throws unless features, centres and labels agree; returns the dimensions of a feature.
@inlinable
func requireCenters<Scalar: RealNumber>(
  features: Span<Scalar>,
  centers: Span<Scalar>,
  labels: Span<Int>,
  classes: Int
) throws(LossError) -> Int {
  let dimensions = try rowCount(
    of: "centers",
    count: centers.count,
    width: classes,
    named: "classes"
  )
  let samples = try rowCount(
    of: "features",
    count: features.count,
    width: dimensions,
    named: "the dimensions of centers"
  )
  try require("labels", count: labels.count, equals: samples)
  try require(labels: labels, classes: classes)
  return dimensions
}

// MARK: - The article's form

/// The distance of a whole batch from its centres, as the article has it: not squared.
///
/// ```
/// L = √(Σ ‖f − c_y‖²) / 2B        dL/df = (f − c_y) / (2B √…)
/// ```
///
/// What is wrong with it: the paper's loss is a sum over samples of squared distances. This is the
/// root of that sum, so that the loss of a batch is not made of those of its samples, a sample
/// pulls less the worse the others are, and there is no gradient at the centre itself (it is given
/// as `0`, as PyTorch does). With the features `[[1, 2], [3, 4]]` and centres `[[1, 1], [2, 2]]`
/// it gives `0.612372436`, where the mean of
/// ``featureCenterLoss(features:centers:labels:classes:reduction:)`` is `1.5`.
///
/// - Edge cases: an empty batch is ``LossError/emptyMean``.
/// - Source: the article *A collection of losses* (<doc:Sources>).
///
/// - Parameters:
///   - features: The features, `[samples, dimensions]`.
///   - centers: The centres, one row for each class, `[classes, dimensions]`.
///   - labels: The class of each sample, from `0`.
///   - classes: The number of classes.
/// - Returns: The loss of the batch, and its gradients by the features and by the centres.
/// - Throws: ``LossError`` where counts do not agree, for a label that names no class, or for an
///   empty batch.
/// - Complexity: O(samples · dimensions + classes · dimensions).
@inlinable
public func articleFeatureCenterLoss<Scalar: RealNumber>(
  features: Span<Scalar>,
  centers: Span<Scalar>,
  labels: Span<Int>,
  classes: Int
) throws(LossError) -> FeatureLoss<Scalar> {
  guard labels.count > 0 else { throw .emptyMean }
  let squared = try featureCenterLoss(
    features: features,
    centers: centers,
    labels: labels,
    classes: classes,
    reduction: .sum
  )
  let distance = (2 * squared.value).squareRoot()
  let divisor = 2 * Scalar(labels.count)
  let factor = distance == 0 ? 0 : 1 / (divisor * distance)
  return FeatureLoss(
    values: [distance / divisor],
    featureGradient: squared.featureGradient.map { $0 * factor },
    classGradient: squared.classGradient.map { $0 * factor }
  )
}
