import DetectionText
internal import LossFunctions

extension ClassLoss {
  /// The cross-entropy of the softmax of the logits.
  public static let softmax = ClassLoss(SoftmaxClasses())
}

/// `-Σ over classes z log softmax(x)`.
struct SoftmaxClasses: ClassFormula {
  static let classWord = "softmax"

  init() {}
  init(_ section: ConfigurationSection) {}

  var phrase: String { "softmax cross-entropy" }

  var probability: ClassProbability { .softmax }

  func conflict(in components: LossComponents) -> ChoiceConflict? {
    oneClassConflict(in: components)
  }

  func cost(logits: [Double], targets: [Double]) -> ClassCost {
    do {
      let loss = try softmaxCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        classes: logits.count,
        reduction: .sum
      )
      return ClassCost(value: loss.value, gradient: loss.gradient)
    } catch {
      preconditionFailure("class targets lie within 0...1: \(error)")
    }
  }
}

extension ClassFormula {
  /// What a class loss of one class an anchor cannot do.
  func oneClassConflict(in components: LossComponents) -> ChoiceConflict? {
    let (collision, choice) = (components.assignment.collision, components.classification)
    if [.lastBoxAllClasses, .allBoxesAllClasses].contains(collision) {
      return ChoiceConflict(
        found: """
          the class loss \(quoted(Self.classWord)) with "collision": \(quoted(collision.rawValue))
          """,
        allowed: "this class loss only where an anchor has one class",
        remedy: #"choose "collision": "last" or the class loss "sigmoid""#,
        keys: ["classification.loss", "assignment.collision"]
      )
    }
    guard choice.labelSmoothing > 0, choice.smoothing != .uniform else { return nil }
    return ChoiceConflict(
      found: """
        the class loss \(quoted(Self.classWord)) with "smoothing": \(quoted(choice.smoothing.rawValue))
        """,
      allowed: "this class loss only with targets that add up to 1",
      remedy: #"choose "smoothing": "uniform" or a "label_smoothing" of 0"#,
      keys: [
        "classification.smoothing", "classification.loss", "classification.label_smoothing",
      ]
    )
  }
}
