internal import LossFunctions

extension FocalForm {
  /// `alpha · |target - p|^gamma`, the same for objects and background; named after the
  /// reference's `gamma = 2`.
  public static let squaredDistance = FocalForm(SquaredDistanceObjectness.self)
}

/// `alpha · |z - sigmoid(x)|^gamma · BCE(x, z)`.
///
/// - Source: the reference's `loss_layer`, `conf_focal` and `conf_loss`.
struct SquaredDistanceObjectness: ObjectnessFormula {
  let alpha: Double
  let gamma: Double

  static let word = "squared_distance"

  static let keys = [
    ConfigurationKey(
      "objectness.focal.alpha",
      .number(.nonNegative),
      with: ("form", [word]),
      preset: "1",
      "the factor of every anchor"
    ),
    ConfigurationKey(
      "objectness.focal.gamma",
      .number(.nonNegative),
      with: ("form", [word]),
      preset: "2",
      "the exponent of the distance"
    ),
  ]

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    squaredDistanceFocalLoss(logit: logit, target: target, alpha: alpha, gamma: gamma)
  }

  var background: BackgroundTerm { .power(gamma, factor: alpha) }
}
