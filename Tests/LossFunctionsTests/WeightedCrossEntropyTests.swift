import LossFunctions
import Testing

@Suite("Weighted cross-entropy")
struct WeightedCrossEntropyTests {
  @Test("an anchor of no class costs nothing, and in the article's form becomes class 0")
  func noClass() throws {
    let (logits, targets, weights) = ([0.0, 1], [0.0, 0], [1.0])
    let correct = try weightedCrossEntropy(
      logits: logits.span,
      targets: targets.span,
      classes: 2,
      weights: weights.span,
      reduction: .mean
    )
    #expect(correct.values == [0] && correct.gradient == [0, 0])
    let article = try articleWeightedCrossEntropy(
      logits: logits.span,
      targets: targets.span,
      classes: 2,
      weights: weights.span,
      reduction: .mean
    )
    #expect(agree(article.value, 1.313_261_688))
  }

  @Test("both forms agree on one-hot rows")
  func oneHot() throws {
    let targets: [Double] = [0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0]
    let weights = [0.5, 2, 0]
    let plain = try softmaxCrossEntropy(
      logits: Shared.logits.span,
      labels: Shared.labels.span,
      classes: 4,
      reduction: .none
    )
    let correct = try weightedCrossEntropy(
      logits: Shared.logits.span,
      targets: targets.span,
      classes: 4,
      weights: weights.span,
      reduction: .none
    )
    let article = try articleWeightedCrossEntropy(
      logits: Shared.logits.span,
      targets: targets.span,
      classes: 4,
      weights: weights.span,
      reduction: .none
    )
    #expect(correct.values == article.values && correct.gradient == article.gradient)
    #expect(agree(correct.values, [plain.values[0] / 2, plain.values[1] * 2, 0]))
  }
}
