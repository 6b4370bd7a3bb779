internal import LossFunctions

extension FocalForm {
  /// `target` where that is above zero, else `alpha · p^gamma`.
  public static let varifocal = FocalForm(VarifocalObjectness.self)
}

/// `z BCE(x, z)` of an object, `alpha p^gamma BCE(x, 0)` of background.
struct VarifocalObjectness: ObjectnessFormula {
  let alpha: Double
  let gamma: Double

  static let word = "varifocal"

  /// The presets are the paper's.
  static let keys = [
    ConfigurationKey(
      "objectness.focal.alpha",
      .number(.nonNegative),
      with: ("form", [word]),
      preset: "0.75",
      "the factor of background anchors"
    ),
    ConfigurationKey(
      "objectness.focal.gamma",
      .number(.nonNegative),
      with: ("form", [word]),
      preset: "2",
      "the exponent of their scores"
    ),
  ]

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    varifocalLoss(logit: logit, target: target, alpha: alpha, gamma: gamma)
  }

  var background: BackgroundTerm { .power(gamma, factor: alpha) }
}
