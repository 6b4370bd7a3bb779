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
  ///   - target: 0 for background; for a positive anchor 1 or an overlap.
  /// - Returns: The weighted loss and its derivative.
  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    formula.loss(logit: logit, target: target).weighted(by: weight)
  }

  /// What the objectness of a positive anchor should be.
  ///
  /// - Parameter overlap: The overlap of its box with the object's, where one is compared.
  /// - Returns: 1, or the overlap, never below 0.
  func target(overlap: Double?) -> Double {
    switch target {
    case .one: 1
    case .overlap(let share): 1 - share + share * max(overlap ?? 0, 0)
    }
  }

  /// What the fast form adds up over background anchors, the weight among its factors.
  var background: (factor: Double, gamma: Double) {
    let (factor, gamma) = formula.background
    return (weight * factor, gamma)
  }

  /// The formula with its numbers.
  private var formula: ObjectnessFormula {
    guard let focal else { return .crossEntropy }
    return switch focal.form {
    case .squaredDistance: .squaredDistance(alpha: focal.alpha, gamma: focal.gamma)
    case .balanced: .balanced(alpha: focal.alpha, gamma: focal.gamma)
    }
  }
}

/// A loss of one objectness: for any target as it is written, and for background, where the target
/// is zero and every formula comes to
///
/// ```
/// value = factor · p^gamma · softplus(x)                p = sigmoid(x)
/// ```
private enum ObjectnessFormula {
  case crossEntropy
  case squaredDistance(alpha: Double, gamma: Double)
  case balanced(alpha: Double, gamma: Double)

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    switch self {
    case .crossEntropy:
      sigmoidCrossEntropy(logit: logit, target: target)
    case .squaredDistance(let alpha, let gamma):
      squaredDistanceFocalLoss(logit: logit, target: target, alpha: alpha, gamma: gamma)
    case .balanced(let alpha, let gamma):
      sigmoidFocalLoss(logit: logit, target: target, alpha: alpha, gamma: gamma)
    }
  }

  var background: (factor: Double, gamma: Double) {
    switch self {
    case .crossEntropy: (1, 0)
    case .squaredDistance(let alpha, let gamma): (alpha, gamma)
    case .balanced(let alpha, let gamma): (1 - alpha, gamma)
    }
  }
}
