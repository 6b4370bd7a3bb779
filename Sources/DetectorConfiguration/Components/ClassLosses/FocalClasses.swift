internal import LossFunctions

extension ClassLoss {
  /// One balanced focal loss per class; `alpha` in `0 ... 1`, `gamma` finite and not negative.
  public static func focal(alpha: Double = 0.25, gamma: Double = 2) -> ClassLoss {
    ClassLoss(FocalClasses(alpha: alpha, gamma: gamma))
  }
}

/// `Σ over classes alpha_t (1 - p_t)^gamma BCE(x, z)`.
struct FocalClasses: ClassFormula {
  let alpha: Double
  let gamma: Double

  static let word = "focal"

  static let keys = [
    ConfigurationKey(
      "classification.alpha",
      .number(.fraction),
      with: ("loss", [word]),
      preset: "\(FocalModulation.balanced.alpha)",
      "the share of the class that is there in the focal loss"
    ),
    ConfigurationKey(
      "classification.gamma",
      .number(.nonNegative),
      with: ("loss", [word]),
      preset: "\(FocalModulation.balanced.gamma)",
      "the exponent of the focal loss"
    ),
  ]

  func cost(logits: [Double], targets: [Double]) -> ClassCost {
    ClassCost(logits, targets) {
      sigmoidFocalLoss(logit: $0, target: $1, alpha: alpha, gamma: gamma)
    }
  }
}

extension FocalClasses {
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(alpha: try section.number("alpha"), gamma: try section.number("gamma"))
  }
}
