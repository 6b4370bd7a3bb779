import DetectorConfiguration
import LossFunctions
import RealFunctions
import TargetAssignment

extension ClassificationChoice {
  /// What the class channels of a responsible anchor cost.
  ///
  /// ```
  /// loss = weight · Σ over classes BCE(logit, target)
  /// target = onehot · (1 - smoothing) + smoothing / C
  /// ```
  ///
  /// - Source: the reference's `loss_layer`, `prob_loss`, and the labels of its `dataset.py`.
  ///
  /// - Parameters:
  ///   - target: The object's class, or somebody's own values for each class.
  ///   - classes: The number of classes, `C`.
  ///   - logit: The raw value of a class channel.
  /// - Returns: The weighted sum over the classes.
  func loss<Scalar: RealNumber>(
    _ target: ClassTarget,
    classes: Int,
    logit: (_ classID: Int) -> Scalar
  ) -> Scalar {
    precondition(
      loss == .sigmoid && (smoothing == .uniform || labelSmoothing == 0) && singleClass == .count,
      "this class loss is not available yet"
    )
    let smoothed = target.values(classes: classes, smoothing: labelSmoothing)
    var sum: Scalar = 0
    for classID in 0..<classes {
      sum += sigmoidCrossEntropy(logit: logit(classID), target: Scalar(smoothed[classID])).value
    }
    return Scalar(weight) * sum
  }
}
