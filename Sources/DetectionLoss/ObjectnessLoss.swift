import DetectorConfiguration
import LossFunctions
import RealFunctions

extension ObjectnessChoice {
  /// What an anchor's objectness costs.
  ///
  /// ```
  /// loss = weight · BCE(logit, target)                                      without focal
  /// loss = weight · alpha · |target - sigmoid(logit)|^gamma · BCE           squared distance
  /// ```
  ///
  /// - Source: the reference's `loss_layer`, `conf_focal` and `conf_loss`.
  ///
  /// - Parameters:
  ///   - logit: The raw objectness.
  ///   - target: 1 for a responsible anchor, 0 for background.
  /// - Returns: The weighted loss.
  func loss<Scalar: RealNumber>(logit: Scalar, target: Scalar) -> Scalar {
    precondition(
      self.target == .one && scaleWeights == .same(1),
      "this objectness is not available yet"
    )
    guard let focal else {
      return Scalar(weight) * sigmoidCrossEntropy(logit: logit, target: target).value
    }
    switch focal.form {
    case .squaredDistance:
      return Scalar(weight)
        * squaredDistanceFocalLoss(
          logit: logit,
          target: target,
          alpha: Scalar(focal.alpha),
          gamma: Scalar(focal.gamma)
        ).value
    case .balanced:
      preconditionFailure("the balanced form is not available yet")
    }
  }
}
