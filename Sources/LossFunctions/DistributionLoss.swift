import DetectionNumerics

/// Computes a softmax loss that depends on the surprise at every class.
///
/// `target` gives how much the surprise at a class counts in a sample; `offset` is added to the
/// value of a sample, and `weight` multiplies all of it.
@inlinable
func distributionLoss<Scalar: RealNumber>(
  logits: Span<Scalar>,
  classes: Int,
  reducer: consuming Reducer<Scalar>,
  target: (_ sample: Int, _ k: Int) -> Scalar,
  offset: (_ sample: Int) -> Scalar = { _ in 0 },
  weight: (_ sample: Int) -> Scalar = { _ in 1 }
) -> LossResult<Scalar> {
  var gradient: [Scalar] = []
  gradient.reserveCapacity(logits.count)
  var softmax = Softmax<Scalar>(classes: classes)
  for sample in 0..<logits.count / classes {
    let row = logits.extracting(sample * classes..<(sample + 1) * classes)
    softmax.update(row)
    var value = offset(sample)
    var total: Scalar = 0
    // A class that does not count may be infinitely surprising.
    for k in 0..<classes where target(sample, k) != 0 {
      total += target(sample, k)
      value += target(sample, k) * softmax.surprise(atLogit: row[k])
    }
    let weight = weight(sample)
    reducer.add(value * weight)
    for k in 0..<classes {
      // p T − t, as two terms that vanish with p and with 1 − p.
      let t = target(sample, k)
      let slope = softmax.probability(of: k) * (total - t) - t * softmax.complement(of: k)
      gradient.append(reducer.reduced(slope * weight))
    }
  }
  return LossResult(values: reducer.values, gradient: gradient)
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
