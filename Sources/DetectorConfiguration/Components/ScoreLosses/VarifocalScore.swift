import DetectionText
internal import LossFunctions

extension ClassLoss {
  /// One varifocal loss per class; `alpha` and `gamma` finite and not negative.
  public static func varifocal(alpha: Double = 0.75, gamma: Double = 2) -> ClassLoss {
    ClassLoss(VarifocalScore(alpha: alpha, gamma: gamma))
  }
}

extension FocalForm {
  /// `target` where that is above zero, else `alpha · p^gamma`.
  public static let varifocal = FocalForm(VarifocalScore.self)
}

/// `z BCE(x, z)` where `z > 0`, else `alpha p^gamma BCE(x, 0)`; the presets are the paper's.
struct VarifocalScore: ClassFormula, ObjectnessFormula {
  let alpha: Double
  let gamma: Double

  static let classWord = "varifocal"
  static let formWord = "varifocal"

  static let classKeys = ConfigurationKey.alphaAndGamma(
    "classification",
    with: ("loss", [classWord]),
    presets: ("0.75", "2"),
    "the factor of the classes that are not there",
    "the exponent of their scores"
  )

  var classNumbers: [ChosenNumber?] {
    ChosenNumber.alphaAndGamma("classification", with: Self.classWord, alpha, gamma)
  }

  var phrase: String { "varifocal, alpha \(readable(alpha)), gamma \(readable(gamma))" }

  static let formKeys = ConfigurationKey.alphaAndGamma(
    "objectness.focal",
    with: ("form", [formWord]),
    presets: ("0.75", "2"),
    "the factor of background anchors",
    "the exponent of their scores"
  )

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    varifocalLoss(logit: logit, target: target, alpha: alpha, gamma: gamma)
  }

  var background: BackgroundTerm { .power(gamma, factor: alpha) }
}
