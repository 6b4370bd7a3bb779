import DetectionNumerics

/// Computes a softmax cross-entropy whose logits are features times directions of the classes.
///
/// ```
/// L = CE(s · [m(f · u_k) at k = y, f · u_k elsewhere])
/// ```
///
/// `margin` replaces the product of a sample and its label, and gives the derivative by it. The
/// gradients that come back are by the features given here and by the directions.
///
/// - `features`: `[samples, dimensions]`; `directions`: `[dimensions, classes]`.
@inlinable
func angularLoss<Scalar: RealNumber>(
  features: Span<Scalar>,
  directions: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  scale: Scalar,
  reducer: consuming Reducer<Scalar>,
  margin: (_ product: Scalar, _ sample: Int, _ label: Int) -> ElementLoss<Scalar>
) -> FeatureLoss<Scalar> {
  let dimensions = directions.count / classes
  var featureGradient = [Scalar](repeating: 0, count: features.count)
  var directionGradient = [Scalar](repeating: 0, count: directions.count)
  var logits = [Scalar](repeating: 0, count: classes)
  var shares = [Scalar](repeating: 0, count: classes)
  for sample in labels.indices {
    let label = labels[sample]
    let start = sample * dimensions
    for k in 0..<classes {
      var product: Scalar = 0
      for d in 0..<dimensions { product += features[start + d] * directions[d * classes + k] }
      logits[k] = product
    }
    let moved = margin(logits[label], sample, label)
    logits[label] = moved.value
    for k in 0..<classes { logits[k] *= scale }
    let logit = logitAgainstOthers(row: logits.span, label: label, shares: &shares)
    let loss = sigmoidCrossEntropy(logit: logit, target: 1)
    reducer.add(loss.value)
    let derivative = reducer.reduced(loss.derivative) * scale
    for k in 0..<classes {
      let byProduct = k == label ? derivative * moved.derivative : -derivative * shares[k]
      for d in 0..<dimensions {
        featureGradient[start + d] += byProduct * directions[d * classes + k]
        directionGradient[d * classes + k] += byProduct * features[start + d]
      }
    }
  }
  return FeatureLoss(
    values: reducer.values,
    featureGradient: featureGradient,
    classGradient: directionGradient
  )
}

/// Throws unless features, weights and labels agree.
@inlinable
func requireFeatures<Scalar: RealNumber>(
  features: Span<Scalar>,
  weights: Span<Scalar>,
  labels: Span<Int>,
  classes: Int
) throws(LossError) {
  let dimensions = try rowCount(
    of: "weights",
    count: weights.count,
    width: classes,
    named: "classes"
  )
  let samples = try rowCount(
    of: "features",
    count: features.count,
    width: dimensions,
    named: "the number of rows of weights"
  )
  try require("labels", count: labels.count, equals: samples)
  try require(labels: labels, classes: classes)
}
