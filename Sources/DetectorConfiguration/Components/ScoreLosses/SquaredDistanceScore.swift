internal import LossFunctions

extension FocalForm {
  /// `alpha · |target - p|^gamma`, the same for objects and background; named after the
  /// reference's `gamma = 2`.
  public static let squaredDistance = FocalForm(SquaredDistanceScore.self)
}

/// `alpha · |z - sigmoid(x)|^gamma · BCE(x, z)`.
///
/// - Source: the reference's `loss_layer`, `conf_focal` and `conf_loss`.
struct SquaredDistanceScore: ObjectnessFormula {
  let alpha: Double
  let gamma: Double

  static let formWord = "squared_distance"

  static let formKeys = ConfigurationKey.alphaAndGamma(
    "objectness.focal",
    with: ("form", [formWord]),
    presets: nil,
    "the factor of every anchor",
    "the exponent of the distance"
  )

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    squaredDistanceFocalLoss(logit: logit, target: target, alpha: alpha, gamma: gamma)
  }

  var background: BackgroundTerm { .power(gamma, factor: alpha) }
}
