import DetectionNumerics

/// The rounded-off absolute error of box codes, with a weight for each anchor and each code.
///
/// ```
/// L = a · smoothL1(c · (p − t))        0 where t is NaN
/// ```
///
/// `a` is the anchor's weight, usually one over the number of positive anchors and zero for the
/// others; `c` is the code's weight, which scales the difference before it is rounded off. A
/// target that is NaN says that nobody knows it (a velocity in a lidar data set, say): it costs
/// nothing and pulls nowhere, and a mean still counts it.
///
/// The article's own version fails without weights, and drops the codes' weights and the rule for
/// NaN; with all of them this is the file that it explains.
///
/// - Edge cases: a `beta` below `0.00001` is the absolute error. No elements have the sum `0` and
///   no mean.
/// - Source: OpenPCDet, `WeightedSmoothL1Loss`; the article *OpenPCDet loss utils* (<doc:Sources>).
///
/// - Parameters:
///   - predictions: The codes of the boxes, `[anchors, codes]`; a batch axis stands before.
///   - targets: What they should have been, in the same shape; NaN to leave one out.
///   - codes: The number of codes of a box.
///   - anchorWeights: A weight for each anchor, zero or more; one where there are none.
///   - codeWeights: A weight for each code, zero or more; one where there are none.
///   - beta: Where the parabola ends; zero or more. The default is OpenPCDet's.
///   - reduction: What becomes of the losses of the elements; a mean divides by their number.
/// - Returns: The loss, one value for each code with `.none`, and its gradient by the predictions.
/// - Throws: ``LossError`` where counts do not agree, for a weight or a `beta` below zero, or for
///   the mean of nothing.
/// - Complexity: O(elements).
@inlinable
public func weightedSmoothL1Loss<Scalar: RealNumber>(
  predictions: Span<Scalar>,
  targets: Span<Scalar>,
  codes: Int,
  anchorWeights: Span<Scalar>? = nil,
  codeWeights: Span<Scalar>? = nil,
  beta: Scalar = 1 / 9,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  try requireNonnegative("beta", beta)
  let anchors = try rowCount(
    of: "predictions",
    count: predictions.count,
    width: codes,
    named: "codes"
  )
  try require("targets", count: targets.count, equals: predictions.count)
  if let anchorWeights {
    try require("anchorWeights", count: anchorWeights.count, equals: anchors)
    try requireWeights("anchorWeights", anchorWeights)
  }
  if let codeWeights {
    try require("codeWeights", count: codeWeights.count, equals: codes)
    try requireWeights("codeWeights", codeWeights)
  }
  // Its source takes the absolute error below this, for fear of dividing by nearly nothing.
  let beta = beta < 0.00001 ? 0 : beta
  return try elementwiseLoss(count: predictions.count, reduction: reduction) { index in
    let target = targets[index]
    guard !target.isNaN else { return ElementLoss(value: 0, derivative: 0) }
    let (anchor, code) = index.quotientAndRemainder(dividingBy: codes)
    var codeWeight: Scalar = 1
    if let codeWeights { codeWeight = codeWeights[code] }
    var weight: Scalar = 1
    if let anchorWeights { weight = anchorWeights[anchor] }
    let difference = codeWeight * (predictions[index] - target)
    var loss = smoothL1Loss(prediction: difference, target: 0, beta: beta).weighted(by: weight)
    loss.derivative *= codeWeight
    return loss
  }
}
