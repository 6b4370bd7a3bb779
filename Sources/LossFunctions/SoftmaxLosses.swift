import DetectionNumerics

/// Computes a softmax loss that depends on the probability of each sample's label alone.
///
/// `loss` gets the label's logit against all other classes, and the label, and gives the loss and
/// its derivative by that logit; samples of the label `ignored` cost nothing.
@inlinable
func labelProbabilityLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  labels: Span<Int>,
  ignoring ignored: Int? = nil,
  classes: Int,
  reducer: consuming Reducer<Scalar>,
  loss: (_ logit: Scalar, _ label: Int) -> ElementLoss<Scalar>
) -> ArrayLoss<Scalar> {
  var gradient: [Scalar] = []
  gradient.reserveCapacity(logits.count)
  var shares = [Scalar](repeating: 0, count: classes)
  for sample in labels.indices {
    let label = labels[sample]
    guard label != ignored else {
      reducer.add(0)
      gradient.append(contentsOf: repeatElement(0, count: classes))
      continue
    }
    let row = logits.extracting(sample * classes..<(sample + 1) * classes)
    let element = loss(logitAgainstOthers(row: row, label: label, shares: &shares), label)
    reducer.add(element.value)
    let derivative = reducer.reduced(element.derivative)
    for k in 0..<classes {
      gradient.append(k == label ? derivative : -derivative * shares[k])
    }
  }
  return ArrayLoss(values: reducer.values, gradient: gradient)
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

/// Computes a softmax loss that depends on the probability of every class.
///
/// `target` gives how much the `−log p` of a class counts in a sample; `offset` is added to the
/// value of a sample, and `weight` multiplies all of it; nil leaves the sample out.
@inlinable
func distributionLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  classes: Int,
  reducer: consuming Reducer<Scalar>,
  target: (_ sample: Int, _ k: Int) -> Scalar,
  offset: (_ sample: Int) -> Scalar = { _ in 0 },
  weight: (_ sample: Int) -> Scalar? = { _ in 1 }
) -> ArrayLoss<Scalar> {
  var gradient: [Scalar] = []
  gradient.reserveCapacity(logits.count)
  var softmax = Softmax<Scalar>(classes: classes)
  for sample in 0..<logits.count / classes {
    guard let weight = weight(sample) else {
      reducer.add(0)
      gradient.append(contentsOf: repeatElement(0, count: classes))
      continue
    }
    let row = logits.extracting(sample * classes..<(sample + 1) * classes)
    softmax.update(row)
    var value = offset(sample)
    var total: Scalar = 0
    // A class that does not count may have the probability zero.
    for k in 0..<classes where target(sample, k) != 0 {
      total += target(sample, k)
      value += target(sample, k) * softmax.negativeLogProbability(atLogit: row[k])
    }
    reducer.add(value * weight)
    for k in 0..<classes {
      // p T − t, as two terms that vanish with p and with 1 − p.
      let t = target(sample, k)
      let derivative = softmax.probability(of: k) * (total - t) - t * softmax.complement(of: k)
      gradient.append(reducer.reduced(derivative * weight))
    }
  }
  return ArrayLoss(values: reducer.values, gradient: gradient)
}

/// Throws unless logits, targets and classes agree; returns the number of samples.
@inlinable
func requireRows<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  width: Int,
  named widthName: String
) throws(LossError) -> Int {
  let samples = try rowCount(of: "logits", count: logits.count, width: width, named: widthName)
  try require("targets", count: targets.count, equals: logits.count)
  try requireUnitInterval("targets", targets)
  return samples
}
