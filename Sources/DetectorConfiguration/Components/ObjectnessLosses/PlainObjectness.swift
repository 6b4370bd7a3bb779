internal import LossFunctions

/// `BCE(x, z)`, without a focal factor; its word is `null`.
struct PlainObjectness: ObjectnessFormula {
  static let word = "null"
  static let keys: [ConfigurationKey] = []

  init(alpha: Double, gamma: Double) {}

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    sigmoidCrossEntropy(logit: logit, target: target)
  }

  var background: BackgroundTerm { .power(0, factor: 1) }
}
