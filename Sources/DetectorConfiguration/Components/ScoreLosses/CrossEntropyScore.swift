internal import DetectionNumerics
internal import LossFunctions

extension ClassLoss {
  /// One binary cross-entropy per class, so that classes need not exclude each other.
  public static let sigmoid = ClassLoss(CrossEntropyScore())
}

/// `BCE(x, z)`.
///
/// - Source: the reference's `loss_layer`, `prob_loss`.
struct CrossEntropyScore: ClassFormula, ObjectnessFormula {
  static let classWord = "sigmoid"
  static let formWord = "null"

  init(alpha: Double = 1, gamma: Double = 0) {}
  init(_ section: ConfigurationSection) {}

  var phrase: String { "sigmoid cross-entropy" }

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    sigmoidCrossEntropy(logit: logit, target: target)
  }

  var background: BackgroundTerm { .power(0, factor: 1) }

  var fast: FastClassSum? {
    FastClassSum(sum: FloatLoops.crossEntropy(_:_:_:gradient:count:using:))
  }
}
