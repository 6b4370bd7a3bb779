internal import DetectionNumerics
import DetectionText
internal import LossFunctions

extension ClassLoss {
  /// One binary cross-entropy per class, so that classes need not exclude each other.
  public static let sigmoid = ClassLoss(CrossEntropyScore())

  /// The same with a weight of the classes that are there, finite and not negative; probabilities are
  /// cut to `clip ... 1 - clip`, with `clip` in `0 ... 0.5`, or not.
  public static func sigmoid(positiveWeight: Double = 1, clip: Double? = nil) -> ClassLoss {
    ClassLoss(CrossEntropyScore(positiveWeight: positiveWeight, clip: clip))
  }
}

/// `-q z log p - (1 - z) log(1 - p)` of `p = sigmoid(x)`, which is `BCE(x, z)` where the positive
/// weight `q` is 1; with a clip `c`, of `p` cut to `c ... 1 - c`, where its derivative is zero.
///
/// - Source: the reference's `loss_layer`, `prob_loss`; ultralytics' `cls_pw` and `obj_pw` (q);
///   bubbliiiing/yolo3-pytorch's `BCELoss` (c).
struct CrossEntropyScore: ClassFormula, ObjectnessFormula {
  let positiveWeight: Double
  let clip: Double?

  /// The logit of `1 - c`.
  private let largestLogit: Double

  static let classWord = "sigmoid"
  static let formWord = "null"

  static let classKeys = [
    ConfigurationKey(
      "classification.positive_weight",
      .number(.nonNegative),
      with: ("loss", [classWord]),
      preset: "1",
      "the weight of the classes that are there"
    ),
    ConfigurationKey(
      "classification.probability_clip",
      .numberOrNull(.half),
      with: ("loss", [classWord]),
      preset: "null",
      "how near to 0 and 1 probabilities can come; nearer ones have no gradient"
    ),
  ]

  var classNumbers: [ChosenNumber?] {
    [
      ChosenNumber("classification.positive_weight", positiveWeight),
      ChosenNumber("classification.probability_clip", clip),
    ]
  }

  init(alpha: Double, gamma: Double) { self.init() }
  init(positiveWeight: Double = 1, clip: Double? = nil) {
    self.positiveWeight = positiveWeight
    self.clip = clip
    largestLogit =
      clip.map { $0 > 0 ? Double.log(1 - $0) - Double.log($0) : .infinity } ?? .infinity
  }
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      positiveWeight: try section.number("positive_weight"),
      clip: try section.numberOrNil("probability_clip")
    )
  }

  var phrase: String {
    "sigmoid cross-entropy"
      + (positiveWeight == 1 ? "" : ", positives weigh \(readable(positiveWeight))")
      + (clip.map { ", clipped by \(readable($0))" } ?? "")
  }

  func loss(logit: Double, target: Double) -> ElementLoss<Double> {
    guard clip == nil else {
      var loss = weightedSigmoidCrossEntropy(
        logit: min(max(logit, -largestLogit), largestLogit),
        target: target,
        positiveWeight: positiveWeight
      )
      if abs(logit) > largestLogit { loss.derivative = 0 }
      return loss
    }
    return positiveWeight == 1
      ? sigmoidCrossEntropy(logit: logit, target: target)
      : weightedSigmoidCrossEntropy(logit: logit, target: target, positiveWeight: positiveWeight)
  }

  // Background has a target of zero, and nothing positive.
  var background: BackgroundTerm {
    clip == nil ? .power(0, factor: 1) : .clipped(at: largestLogit)
  }

  var fast: FastClassSum? {
    guard clip == nil else { return nil }
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
