import LossFunctions
import Testing

@Suite("Weighted smooth L1")
struct WeightedSmoothL1LossTests {
  let predictions: [Double] = [1, -2, 0.05, 3]

  @Test("a target that is NaN costs nothing and pulls nowhere")
  func unknownTarget() throws {
    let targets = [0, .nan, 0, .nan]
    let result = try weightedSmoothL1Loss(
      predictions: predictions.span,
      targets: targets.span,
      codes: 2,
      reduction: .none
    )
    #expect(agree(result.values, [1 - 1.0 / 18, 0, 0.011_25, 0]))
    #expect(agree(result.gradient, [1, 0, 0.45, 0]))
  }

  @Test("weights of one are no weights, and a zero anchor counts for nothing")
  func weights() throws {
    let targets: [Double] = [0, 0, 0, 0]
    let ones: [Double] = [1, 1]
    let first: [Double] = [1, 0]
    let plain = try weightedSmoothL1Loss(
      predictions: predictions.span,
      targets: targets.span,
      codes: 2,
      reduction: .none
    )
    let weighted = try weightedSmoothL1Loss(
      predictions: predictions.span,
      targets: targets.span,
      codes: 2,
      anchorWeights: ones.span,
      codeWeights: ones.span,
      reduction: .none
    )
    #expect(weighted.values == plain.values && weighted.gradient == plain.gradient)
    let half = try weightedSmoothL1Loss(
      predictions: predictions.span,
      targets: targets.span,
      codes: 2,
      anchorWeights: first.span,
      reduction: .none
    )
    #expect(half.values == Array(plain.values.prefix(2)) + [0, 0])
  }

  @Test("a code's weight scales the difference before it is rounded off")
  func codeWeights() throws {
    let (prediction, target, double) = ([0.05], [0.0], [2.0])
    let result = try weightedSmoothL1Loss(
      predictions: prediction.span,
      targets: target.span,
      codes: 1,
      codeWeights: double.span,
      reduction: .sum
    )
    #expect(agree(result.value, 4 * 0.011_25))
    #expect(agree(result.gradient, [4 * 0.45]))
  }

  @Test("a beta below 0.00001 is the absolute error, as in its source")
  func tinyBeta() throws {
    let (prediction, target) = ([0.000_001], [0.0])
    let result = try weightedSmoothL1Loss(
      predictions: prediction.span,
      targets: target.span,
      codes: 1,
      beta: 0.000_009,
      reduction: .sum
    )
    #expect(result.value == 0.000_001 && result.gradient == [1])
  }
}
