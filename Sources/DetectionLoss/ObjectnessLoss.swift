import DetectionNumerics
import DetectorConfiguration
import LossFunctions

extension ObjectnessChoice {
  /// What an anchor's objectness costs, before the weight of its scale.
  ///
  /// ```
  /// loss = weight · BCE(logit, target)                                      without focal
  /// loss = weight · alpha · |target - sigmoid(logit)|^gamma · BCE           squared distance
  /// loss = weight · alpha_t · (1 - p_t)^gamma · BCE                         balanced
  /// ```
  ///
  /// The derivative is by the logit; a target that is an overlap is held constant.
  ///
  /// - Source: the reference's `loss_layer`, `conf_focal` and `conf_loss`; ultralytics'
  ///   `FocalLoss` for the balanced form, also with soft targets.
  ///
  /// - Parameters:
  ///   - logit: The raw objectness.
  ///   - target: 0 for background; for a responsible anchor 1 or an overlap.
  /// - Returns: The weighted loss and its derivative.
  func loss<Scalar: RealNumber>(logit: Scalar, target: Scalar) -> ElementLoss<Scalar> {
    let loss: ElementLoss<Scalar>
    switch focal?.form {
    case nil:
      loss = sigmoidCrossEntropy(logit: logit, target: target)
    case .squaredDistance:
      loss = squaredDistanceFocalLoss(
        logit: logit,
        target: target,
        alpha: Scalar(focal?.alpha ?? 1),
        gamma: Scalar(focal?.gamma ?? 2)
      )
    case .balanced:
      loss = sigmoidFocalLoss(
        logit: logit,
        target: target,
        alpha: Scalar(focal?.alpha ?? 0.25),
        gamma: Scalar(focal?.gamma ?? 2)
      )
    }
    return loss.weighted(by: Scalar(weight))
  }

  /// What the objectness of a responsible anchor shall be.
  ///
  /// - Parameter overlap: The overlap of its box with the object's, where one is compared.
  /// - Returns: 1, or the overlap, never below 0.
  func target(overlap: Double?) -> Double {
    switch target {
    case .one: 1
    case .overlap(let share): 1 - share + share * max(overlap ?? 0, 0)
    }
  }
}
