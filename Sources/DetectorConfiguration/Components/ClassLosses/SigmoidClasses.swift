internal import DetectionNumerics
internal import LossFunctions

extension ClassLoss {
  /// One binary cross-entropy per class, so that classes need not exclude each other.
  public static let sigmoid = ClassLoss(SigmoidClasses())
}

/// `Σ over classes BCE(x, z)`.
///
/// - Source: the reference's `loss_layer`, `prob_loss`.
struct SigmoidClasses: ClassFormula {
  static let word = "sigmoid"

  init() {}
  init(_ section: ConfigurationSection) {}

  func cost(logits: [Double], targets: [Double]) -> ClassCost {
    ClassCost(logits, targets) { sigmoidCrossEntropy(logit: $0, target: $1) }
  }

  var fast: FastClassSum? { FloatLoops.crossEntropy(_:_:_:gradient:count:using:) }
}
