import DetectionText
internal import LossFunctions

extension ClassLoss {
  /// One balanced focal loss per class; `alpha` in `0 ... 1`, `gamma` finite and not negative.
  public static func focal(alpha: Double = 0.25, gamma: Double = 2) -> ClassLoss {
    ClassLoss(BalancedFocalScore(alpha: alpha, gamma: gamma))
  }
}

extension FocalForm {
  /// `(target · alpha + (1 - target) · (1 - alpha)) · (1 - q)^gamma` with
  /// `q = target · p + (1 - target) · (1 - p)`.
  public static let balanced = FocalForm(BalancedFocalScore.self)
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
struct BalancedFocalScore: ClassFormula, ObjectnessFormula {
  let alpha: Double
  let gamma: Double

  static let classWord = "focal"
  static let formWord = "balanced"

  static let classKeys = ConfigurationKey.alphaAndGamma(
    "classification",
    with: ("loss", [classWord]),
    .fraction,
    presets: ("0.25", "2.0"),
    "the share of the class that is there in the focal loss",
    "the exponent of the focal loss"
  )

  var classNumbers: [ChosenNumber?] {
    ChosenNumber.alphaAndGamma("classification", with: Self.classWord, alpha, gamma)
  }

  var phrase: String { "focal, alpha \(readable(alpha)), gamma \(readable(gamma))" }

  static let formKeys = ConfigurationKey.alphaAndGamma(
    "objectness.focal",
    with: ("form", [formWord]),
    .fraction,
    presets: ("0.25", "2.0"),
    "the share of objects against background",
    "the exponent of what is missing to the right score"
  )

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    sigmoidFocalLoss(logit: logit, target: target, alpha: alpha, gamma: gamma)
  }

  var background: BackgroundTerm { .power(gamma, factor: 1 - alpha) }
}
