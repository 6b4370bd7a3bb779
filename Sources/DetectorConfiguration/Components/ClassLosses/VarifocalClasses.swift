internal import LossFunctions

extension ClassLoss {
  /// One varifocal loss per class; `alpha` and `gamma` finite and not negative.
  public static func varifocal(alpha: Double = 0.75, gamma: Double = 2) -> ClassLoss {
    ClassLoss(VarifocalClasses(alpha: alpha, gamma: gamma))
  }
}

/// `Σ over classes z BCE(x, z)` where `z > 0`, else `alpha p^gamma BCE(x, 0)`.
struct VarifocalClasses: ClassFormula {
  let alpha: Double
  let gamma: Double

  static let word = "varifocal"

  /// The presets are the paper's.
  static let keys = [
    ConfigurationKey(
      "classification.alpha",
      .number(.nonNegative),
      with: ("loss", [word]),
      preset: "0.75",
      "the factor of the classes that are not there"
    ),
    ConfigurationKey(
      "classification.gamma",
      .number(.nonNegative),
      with: ("loss", [word]),
      preset: "2",
      "the exponent of their scores"
    ),
  ]

  func cost(logits: [Double], targets: [Double]) -> ClassCost {
    ClassCost(logits, targets) {
      varifocalLoss(logit: $0, target: $1, alpha: alpha, gamma: gamma)
    }
  }
}

extension VarifocalClasses {
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(alpha: try section.number("alpha"), gamma: try section.number("gamma"))
  }
}
