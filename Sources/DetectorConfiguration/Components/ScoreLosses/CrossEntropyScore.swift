internal import DetectionNumerics
internal import LossFunctions

extension ClassLoss {
  /// One binary cross-entropy per class, so that classes need not exclude each other.
  public static let sigmoid = ClassLoss(CrossEntropyScore())

  /// The same with a weight of the classes that are there; finite and not negative.
  public static func sigmoid(positiveWeight: Double) -> ClassLoss {
    ClassLoss(CrossEntropyScore(positiveWeight: positiveWeight))
  }
}

/// `-q z log p - (1 - z) log(1 - p)` of `p = sigmoid(x)`, which is `BCE(x, z)` where the positive
/// weight `q` is 1.
///
/// - Source: the reference's `loss_layer`, `prob_loss`; ultralytics' `cls_pw` and `obj_pw` (q).
struct CrossEntropyScore: ClassFormula, ObjectnessFormula {
  let positiveWeight: Double

  static let classWord = "sigmoid"
  static let formWord = "null"

  static let classKeys = [
    ConfigurationKey(
      "classification.positive_weight",
      .number(.nonNegative),
      with: ("loss", [classWord]),
      preset: "1",
      "the weight of the classes that are there"
    )
  ]

  var classNumbers: [ChosenNumber?] {
    [ChosenNumber("classification.positive_weight", positiveWeight)]
  }

  init(alpha: Double, gamma: Double) { self.init() }
  init(positiveWeight: Double = 1) { self.positiveWeight = positiveWeight }
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(positiveWeight: try section.number("positive_weight"))
  }

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    positiveWeight == 1
      ? sigmoidCrossEntropy(logit: logit, target: target)
      : weightedSigmoidCrossEntropy(logit: logit, target: target, positiveWeight: positiveWeight)
  }

  // Background has a target of zero, and nothing positive.
  var background: BackgroundTerm { .power(0, factor: 1) }

  var fast: FastClassSum? {
    guard positiveWeight != 1 else {
      return FastClassSum(sum: FloatLoops.crossEntropy(_:_:_:gradient:count:using:))
    }
    let excess = positiveWeight - 1
    return FastClassSum { logits, targets, complements, gradient, count, instructions in
      var sum = FloatLoops.crossEntropy(
        logits,
        targets,
        complements,
        gradient: &gradient,
        count: count,
        using: instructions
      )
      // What the weight adds to it: (q - 1) z softplus(-x), of the few classes that are asked for.
      for index in 0..<count where targets[index] != 0 {
        let yes = sigmoidCrossEntropy(logit: Double(logits[index]), target: 1)
          .weighted(by: excess * Double(targets[index]))
        sum += yes.value
        gradient[index] += Float(yes.derivative)
      }
      return sum
    }
  }
}
