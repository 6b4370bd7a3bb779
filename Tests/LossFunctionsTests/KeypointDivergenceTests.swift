import DetectionNumerics
import LossFunctions
import Testing

@Suite("Keypoint divergence")
struct KeypointDivergenceTests {
  let logits: [Double] = [0.5, -1, 2, 0, 1, 1]

  @Test("is zero for the distribution itself")
  func equal() throws {
    let total = logits.reduce(0) { $0 + Double.exp($1) }
    let targets = logits.map { Double.exp($0) / total }
    let result = try keypointDivergence(
      logits: logits.span,
      targets: targets.span,
      bins: 6,
      reduction: .mean
    )
    #expect(abs(result.value) < 1e-15)
    #expect(result.gradient.allSatisfy { abs($0) < 1e-15 })
  }

  @Test("a certain joint is a cross-entropy: bins without target count for nothing")
  func certain() throws {
    let targets: [Double] = [0, 0, 1, 0, 0, 0]
    let labels = [2]
    let result = try keypointDivergence(
      logits: logits.span,
      targets: targets.span,
      bins: 6,
      reduction: .mean
    )
    let entropy = try softmaxCrossEntropy(
      logits: logits.span,
      labels: labels.span,
      classes: 6,
      reduction: .mean
    )
    #expect(agree(result.value, entropy.value))
    #expect(agree(result.gradient, entropy.gradient))
  }

  @Test("an invisible joint counts for nothing, and the article's form divides by the bins")
  func weights() throws {
    let targets: [Double] = [0.2, 0.3, 0.5, 0.6, 0.4, 0]
    let weights: [Double] = [1, 0]
    let result = try keypointDivergence(
      logits: logits.span,
      targets: targets.span,
      bins: 3,
      weights: weights.span,
      reduction: .none
    )
    #expect(result.values[0] > 0 && result.values[1] == 0)
    #expect(result.gradient[3...] == [0, 0, 0])
    let article = try articleKeypointDivergence(
      logits: logits.span,
      targets: targets.span,
      bins: 3,
      weights: weights.span,
      reduction: .none
    )
    #expect(agree(article.values[0], result.values[0] / 3))
  }
}
