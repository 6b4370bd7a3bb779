internal import DetectionNumerics

extension ClassLoss {
  /// `-ln(p / Σ p)` of the object's class: zzh8829's.
  public static let normalizedSigmoid = ClassLoss(NormalizedSigmoidClasses())
}

/// `-Σ over classes z log(p / Σ p)`, with the sigmoids `p` clamped to `1e-7 ... 1 - 1e-7`.
///
/// A factor common to all sigmoids drops out: nothing pushes the right one towards 1.
///
/// - Source: zzh8829's cross-entropy of sigmoids.
struct NormalizedSigmoidClasses: ClassFormula {
  static let classWord = "normalized_sigmoid"

  init() {}
  init(_ section: ConfigurationSection) {}

  var phrase: String { "cross-entropy of sigmoids over their sum" }

  func conflict(in components: LossComponents) -> ChoiceConflict? {
    oneClassConflict(in: components)
  }

  func cost(logits: [Double], targets: [Double]) -> ClassCost {
    let least = 1e-7
    let probabilities = logits.map { min(max(Double.sigmoid($0), least), 1 - least) }
    let sum = probabilities.reduce(0, +)
    let logSum = Double.log(sum)
    let asked = targets.reduce(0, +)
    var cost = ClassCost()
    for ((logit, probability), target) in zip(zip(logits, probabilities), targets) {
      cost.value += target * (logSum - Double.log(probability))
      let isClamped = probability == least || probability == 1 - least
      let derivative = isClamped ? 0 : Double.sigmoid(-logit)
      cost.gradient.append((asked * probability / sum - target) * derivative)
    }
    return cost
  }
}
