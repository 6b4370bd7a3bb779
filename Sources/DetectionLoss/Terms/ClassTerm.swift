import DetectorConfiguration
import TargetAssignment

extension ClassificationChoice {
  /// What the class channels of a positive anchor cost: the weight times the loss of the logits
  /// against the smoothed targets of ``TargetAssignment/ClassTarget``.
  ///
  /// - Edge cases: with one class and ``SingleClass/skip``, zero.
  ///
  /// - Parameters:
  ///   - target: The object's class, or somebody's own values for each class.
  ///   - logits: The raw values of the class channels.
  /// - Returns: The weighted loss and its derivatives.
  func cost(_ target: ClassTarget, logits: [Double]) -> ClassCost {
    guard logits.count > 1 || singleClass == .compute else {
      return ClassCost(value: 0, gradient: logits.map { _ in 0 })
    }
    let targets = target.values(
      classes: logits.count,
      smoothing: labelSmoothing,
      form: smoothing
    )
    var cost = loss.formula.cost(logits: logits, targets: targets)
    cost.value *= weight
    cost.gradient = cost.gradient.map { $0 * weight }
    return cost
  }
}
