import LossFunctions
import Testing

@Suite("Loss errors")
struct LossErrorTests {
  static let messages: [(LossError, String)] = [
    (
      .count(of: "targets", found: 3, expected: 4),
      "targets has 3 entries, but the other arrays and counts ask for 4; check its shape"
    ),
    (
      .partialRow(of: "logits", found: 7, width: 3),
      """
      logits has 7 entries, which is no whole number of rows of 3; \
      check its shape and the row's length
      """
    ),
    (
      .emptyMean,
      "the mean of no values is not a number; use the sum, which is 0, or leave the batch out"
    ),
    (
      .weightlessMean(count: 2),
      """
      the weights of 2 values do not add up to anything above 0, so there is no weighted mean; \
      use the sum, or give one of them a weight
      """
    ),
    (
      .label(found: 4, index: 1, classes: 4),
      "label 4 at index 1 names no class; labels of 4 classes are 0 to 3"
    ),
    (
      .value(of: "targets", found: 1.5, index: 2, allowed: "within 0 ... 1"),
      "targets holds 1.5 at index 2, but must be within 0 ... 1"
    ),
    (
      .parameter("classes", found: 0, allowed: "at least 1"),
      "classes is 0, but must be at least 1"
    ),
  ]

  @Test("say what, where and what to do", arguments: messages)
  func wording(error: LossError, message: String) {
    #expect("\(error)" == message)
  }

  let three: [Double] = [0.1, 0.2, 0.3]
  let four: [Double] = [0.1, 0.2, 0.3, 0.4]
  let labels = [0, 1]

  @Test("shapes that do not agree are told apart")
  func shapes() {
    #expect(throws: LossError.count(of: "targets", found: 3, expected: 4)) {
      try l1Loss(predictions: four.span, targets: three.span, reduction: .sum)
    }
    #expect(throws: LossError.partialRow(of: "logits", found: 3, width: 2)) {
      try softmaxCrossEntropy(
        logits: three.span,
        labels: labels.span,
        classes: 2,
        reduction: .sum
      )
    }
    #expect(throws: LossError.count(of: "labels", found: 2, expected: 1)) {
      try softmaxFocalLoss(logits: three.span, labels: labels.span, classes: 3, reduction: .sum)
    }
    #expect(throws: LossError.count(of: "alpha", found: 3, expected: 2)) {
      try softmaxFocalLoss(
        logits: four.span,
        labels: labels.span,
        classes: 2,
        alpha: .perClass(three),
        reduction: .sum
      )
    }
    #expect(throws: LossError.parameter("classes", found: -1, allowed: "at least 1")) {
      try softmaxCrossEntropy(
        logits: three.span,
        labels: labels.span,
        classes: -1,
        reduction: .sum
      )
    }
    #expect(throws: LossError.partialRow(of: "features", found: 3, width: 2)) {
      try normFaceLoss(
        features: three.span,
        weights: four.span,
        labels: labels.span,
        classes: 2,
        reduction: .sum
      )
    }
    #expect(throws: LossError.count(of: "weights", found: 3, expected: 4)) {
      try sigmoidFocalLoss(
        logits: four.span,
        targets: four.span,
        weights: three.span,
        reduction: .sum
      )
    }
  }

  @Test("labels, targets and weights out of range are named with their place")
  func contents() {
    let wrong = [0, -1]
    #expect(throws: LossError.label(found: -1, index: 1, classes: 2)) {
      try softmaxCrossEntropy(
        logits: four.span,
        labels: wrong.span,
        classes: 2,
        reduction: .sum
      )
    }
    let targets = [0, 1, 1.5, 0]
    let range = "within 0 ... 1"
    #expect(throws: LossError.value(of: "targets", found: 1.5, index: 2, allowed: range)) {
      try sigmoidCrossEntropy(logits: four.span, targets: targets.span, reduction: .sum)
    }
    #expect(throws: LossError.value(of: "probabilities", found: 1.5, index: 2, allowed: range)) {
      try diceLoss(
        probabilities: targets.span,
        targets: four.span,
        elementsPerSample: 2,
        reduction: .sum
      )
    }
    let weights = [1, -0.5]
    let positive = "zero or more, and finite"
    #expect(throws: LossError.value(of: "weights", found: -0.5, index: 1, allowed: positive)) {
      try weightedCrossEntropy(
        logits: four.span,
        targets: four.span,
        classes: 2,
        weights: weights.span,
        reduction: .sum
      )
    }
    let unknown = [0, .nan, 0, 0.0]
    let error = #expect(throws: LossError.self) {
      try sigmoidFocalLoss(logits: four.span, targets: unknown.span, reduction: .sum)
    }
    #expect(
      "\(error, default: "none")"
        == "targets holds nan at index 1, but must be within 0 ... 1"
    )
  }

  @Test("parameters out of range are named")
  func parameters() {
    #expect(throws: LossError.parameter("beta", found: -1, allowed: "zero or more, and finite")) {
      try smoothL1Loss(
        predictions: four.span,
        targets: four.span,
        beta: -1,
        reduction: .sum
      )
    }
    #expect(throws: LossError.parameter("alpha", found: 2, allowed: "within 0 ... 1")) {
      try sigmoidFocalLoss(logits: four.span, targets: four.span, alpha: 2, reduction: .sum)
    }
    #expect(throws: LossError.parameter("gamma", found: 0, allowed: "above 0, and finite")) {
      try sigmoidFocalStarLoss(logits: four.span, targets: four.span, gamma: 0, reduction: .sum)
    }
    #expect(throws: LossError.parameter("smoothing", found: 2, allowed: "within 0 ... 1")) {
      try softmaxCrossEntropy(
        logits: four.span,
        labels: labels.span,
        classes: 2,
        smoothing: .overOtherClasses(2),
        reduction: .sum
      )
    }
    #expect(throws: LossError.parameter("margin", found: 4, allowed: "within 0 ... π")) {
      try arcFaceLoss(
        features: four.span,
        weights: four.span,
        labels: labels.span,
        classes: 2,
        margin: 4,
        reduction: .sum
      )
    }
  }
}
