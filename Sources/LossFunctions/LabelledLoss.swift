import DetectionNumerics

/// Computes a softmax loss that depends on the probability of each sample's label alone.
///
/// `loss` gets the label's logit against all other classes, and the label, and gives the loss and
/// its derivative by that logit.
@inlinable
func labelledLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  labels: Span<Int>,
  classes: Int,
  reducer: consuming Reducer<Scalar>,
  loss: (_ logit: Scalar, _ label: Int) -> ElementLoss<Scalar>
) -> LossResult<Scalar> {
  var gradient: [Scalar] = []
  gradient.reserveCapacity(logits.count)
  var shares = [Scalar](repeating: 0, count: classes)
  for sample in labels.indices {
    let label = labels[sample]
    let row = logits.extracting(sample * classes..<(sample + 1) * classes)
    let element = loss(logitAgainstOthers(row: row, label: label, shares: &shares), label)
    reducer.add(element.value)
    let slope = reducer.reduced(element.derivative)
    for k in 0..<classes {
      gradient.append(k == label ? slope : -slope * shares[k])
    }
  }
  return LossResult(values: reducer.values, gradient: gradient)
}

/// Throws unless logits, labels and classes agree.
@inlinable
func requireRows<Scalar: RealNumber>(
  logits: Span<Scalar>,
  labels: Span<Int>,
  classes: Int
) throws(LossError) {
  let samples = try rowCount(of: "logits", count: logits.count, width: classes, named: "classes")
  try require("labels", count: labels.count, equals: samples)
  try require(labels: labels, classes: classes)
}
