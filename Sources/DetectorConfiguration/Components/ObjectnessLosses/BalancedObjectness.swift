internal import LossFunctions

extension FocalForm {
  /// `(target · alpha + (1 - target) · (1 - alpha)) · (1 - q)^gamma` with
  /// `q = target · p + (1 - target) · (1 - p)`.
  public static let balanced = FocalForm(BalancedObjectness.self)
}

extension FocalModulation {
  /// The balanced focal loss of its paper: `alpha` a quarter, `gamma` two.
  ///
  /// - Source: Lin et al., *Focal Loss for Dense Object Detection*, ICCV 2017, section 5.1,
  ///   <https://arxiv.org/abs/1708.02002>.
  public static let balanced = FocalModulation(alpha: 0.25, gamma: 2, form: .balanced)
}

/// `alpha_t · (1 - p_t)^gamma · BCE(x, z)`.
///
/// - Source: ultralytics' `FocalLoss`, also with soft targets.
struct BalancedObjectness: ObjectnessFormula {
  let alpha: Double
  let gamma: Double

  static let word = "balanced"

  static let keys = [
    ConfigurationKey(
      "objectness.focal.alpha",
      .number(.fraction),
      with: ("form", [word]),
      preset: "\(FocalModulation.balanced.alpha)",
      "the share of objects against background"
    ),
    ConfigurationKey(
      "objectness.focal.gamma",
      .number(.nonNegative),
      with: ("form", [word]),
      preset: "\(FocalModulation.balanced.gamma)",
      "the exponent of what is missing to the right score"
    ),
  ]

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    sigmoidFocalLoss(logit: logit, target: target, alpha: alpha, gamma: gamma)
  }

  var background: BackgroundTerm { .power(gamma, factor: 1 - alpha) }
}
