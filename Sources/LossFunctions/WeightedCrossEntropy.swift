import DetectionNumerics

/// The softmax cross-entropy of anchors, each with a weight of its own.
///
/// ```
/// L = −a Σ_k t_k log p_k        dL/dx_k = a (p_k Σ_j t_j − t_k)        p = softmax(x)
/// ```
///
/// A row of zeros is an anchor of no class, and costs nothing.
///
/// - Symmetry: adding a number to all logits of an anchor changes nothing.
/// - Edge cases: right for any finite logits. No anchors have the sum `0` and no mean.
/// - Source: OpenPCDet, `WeightedCrossEntropyLoss`; the article *OpenPCDet loss utils*, whose own
///   form is ``articleWeightedCrossEntropy(logits:targets:classes:weights:reduction:)``; see
///   <doc:Sources>.
///
/// - Parameters:
///   - logits: What the network says before the softmax, `[anchors, classes]`; a batch axis stands
///     before.
///   - targets: The classes, one-hot or soft, within `0 ... 1`, in the same shape.
///   - classes: The number of classes.
///   - weights: A weight for each anchor, zero or more.
///   - reduction: What becomes of the losses of the anchors; a mean divides by their number, not
///     by their weights.
/// - Returns: The loss, one value for each anchor with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a target or a weight out of range, or
///   for the mean of nothing.
/// - Complexity: O(anchors · classes).
@inlinable
public func weightedCrossEntropy<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  classes: Int,
  weights: Span<Scalar>,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  let anchors = try requireRows(
    logits: logits,
    targets: targets,
    width: classes,
    named: "classes"
  )
  try require("weights", count: weights.count, equals: anchors)
  try requireWeights("weights", weights)
  return distributionLoss(
    logits: logits,
    classes: classes,
    reducer: try Reducer<Scalar>(reduction, count: anchors),
    target: { anchor, k in targets[anchor * classes + k] },
    weight: { anchor in weights[anchor] }
  )
}

// MARK: - The article's form

/// The softmax cross-entropy of anchors as the article and OpenPCDet have it: the largest target
/// of a row, the first of equals, is its label.
///
/// ```
/// L = −a log p_y        y = argmax t
/// ```
///
/// What is wrong with it: a row of zeros, an anchor of no class, becomes class 0 and is trained
/// towards it unless its weight is zero too, and soft targets count as hard ones. With logits
/// `[0, 1]`, targets `[0, 0]` and weight `1` it gives `1.313261688`, where
/// ``weightedCrossEntropy(logits:targets:classes:weights:reduction:)`` gives `0`.
///
/// - Edge cases: right for any finite logits. No anchors have the sum `0` and no mean.
/// - Source: the article *OpenPCDet loss utils* (<doc:Sources>).
///
/// - Parameters:
///   - logits: What the network says before the softmax, `[anchors, classes]`.
///   - targets: The classes, one-hot, within `0 ... 1`, in the same shape.
///   - classes: The number of classes.
///   - weights: A weight for each anchor, zero or more.
///   - reduction: What becomes of the losses of the anchors; a mean divides by their number.
/// - Returns: The loss, one value for each anchor with `.none`, and its gradient by the logits.
/// - Throws: ``LossError`` where counts do not agree, for a target or a weight out of range, or
///   for the mean of nothing.
/// - Complexity: O(anchors · classes).
@inlinable
public func articleWeightedCrossEntropy<Scalar: RealNumber>(
  logits: Span<Scalar>,
  targets: Span<Scalar>,
  classes: Int,
  weights: Span<Scalar>,
  reduction: Reduction
) throws(LossError) -> ArrayLoss<Scalar> {
  let anchors = try requireRows(
    logits: logits,
    targets: targets,
    width: classes,
    named: "classes"
  )
  try require("weights", count: weights.count, equals: anchors)
  try requireWeights("weights", weights)
  let labels = (0..<anchors).map { anchor in
    let row = targets.extracting(anchor * classes..<(anchor + 1) * classes)
    var largest = 0
    for k in row.indices where row[k] > row[largest] { largest = k }
    return largest
  }
  return distributionLoss(
    logits: logits,
    classes: classes,
    reducer: try Reducer<Scalar>(reduction, count: anchors),
    target: { anchor, k in k == labels[anchor] ? 1 : 0 },
    weight: { anchor in weights[anchor] }
  )
}
