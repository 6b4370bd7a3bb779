import DetectionNumerics
import LossFunctions
import Testing

@Suite("Hard example mining")
struct HardExampleMiningLossTests {
  let logits: [Double] = [2, -1, 0.5, -3, 1, -2]
  let targets: [Double] = [1, 0, 0, 0, 0, 0]

  func mined(
    _ targets: [Double],
    elements: Int = 6,
    ratio: Double = 3,
    without: LossWithoutPositives = .meanOfNegatives
  ) throws -> ArrayLoss<Double> {
    try hardExampleMiningLoss(
      logits: logits.span,
      targets: targets.span,
      elementsPerSample: elements,
      negativeRatio: ratio,
      withoutPositives: without,
      reduction: .none
    )
  }

  @Test("keeps the positives and the worst negatives, and divides by what it keeps")
  func kept() throws {
    let result = try mined(targets, ratio: 2)
    let expected =
      [Double.softplus(-2), .softplus(1), .softplus(0.5)].reduce(0, +) / 3
    #expect(agree(result.value, expected))
    #expect(result.gradient.indices.filter { result.gradient[$0] != 0 } == [0, 2, 4])
  }

  @Test("a ratio beyond all negatives keeps them all, and of zero none")
  func ratios() throws {
    let mean = try sigmoidCrossEntropy(
      logits: logits.span,
      targets: targets.span,
      reduction: .mean
    )
    try expectAgree(mined(targets, ratio: 1e300).value, mean.value)
    try expectAgree(mined(targets, ratio: 0).value, Double.softplus(-2))
  }

  @Test("each sample is mined by itself")
  func samples() throws {
    let result = try mined(targets, elements: 3, ratio: 1)
    #expect(agree(result.values[0], (Double.softplus(-2) + .softplus(0.5)) / 2))
    // The second sample has no positives: the mean of its negatives, or nothing.
    #expect(
      agree(result.values[1], (Double.softplus(-3) + .softplus(1) + .softplus(-2)) / 3)
    )
    #expect(try mined(targets, elements: 3, without: .zero).values[1] == 0)
  }

  @Test("what is masked out counts for nothing")
  func mask() throws {
    let mask = [true, true, false, true, false, true]
    let result = try hardExampleMiningLoss(
      logits: logits.span,
      targets: targets.span,
      elementsPerSample: 6,
      mask: mask.span,
      negativeRatio: 1,
      reduction: .mean
    )
    #expect(agree(result.value, (Double.softplus(-2) + .softplus(-1)) / 2))
    let nothing = [Bool](repeating: false, count: 6)
    let empty = try hardExampleMiningLoss(
      logits: logits.span,
      targets: targets.span,
      elementsPerSample: 6,
      mask: nothing.span,
      reduction: .mean
    )
    #expect(empty.values == [0] && empty.gradient.allSatisfy { $0 == 0 })
  }

  @Test("a soft target is a positive from one half on; in the article's form it is neither")
  func softTargets() throws {
    let (probabilities, targets) = ([0.9, 0.2], [0.9, 0.0])
    let logits = probabilities.map { Double.log($0 / (1 - $0)) }
    let correct = try hardExampleMiningLoss(
      logits: logits.span,
      targets: targets.span,
      elementsPerSample: 2,
      reduction: .mean
    )
    #expect(agree(correct.value, 0.274_113_262))
    let article = try articleHardExampleMiningLoss(
      probabilities: probabilities.span,
      targets: targets.span
    )
    #expect(agree(article.value, 0.548_225_976))
  }

  @Test("of equal losses the first are kept")
  func ties() throws {
    let logits: [Double] = [1, 0, 0, 0]
    let targets: [Double] = [1, 0, 0, 0]
    let result = try hardExampleMiningLoss(
      logits: logits.span,
      targets: targets.span,
      elementsPerSample: 4,
      negativeRatio: 2,
      reduction: .mean
    )
    #expect(result.gradient.indices.filter { result.gradient[$0] != 0 } == [0, 1, 2])
  }

  @Test("a logit that is no number is the worst of all, and is seen in the loss")
  func notANumber() throws {
    let logits: [Double] = [2, 1, .nan]
    let targets: [Double] = [1, 0, 0]
    let result = try hardExampleMiningLoss(
      logits: logits.span,
      targets: targets.span,
      elementsPerSample: 3,
      negativeRatio: 1,
      reduction: .mean
    )
    #expect(result.value.isNaN)
    #expect(result.gradient[1] == 0 && result.gradient[2].isNaN)
  }

  @Test("the article's form limits logarithms and derivatives as PyTorch does")
  func limits() throws {
    let (probabilities, targets) = ([0.0, 1.0], [1.0, 0.0])
    let result = try articleHardExampleMiningLoss(
      probabilities: probabilities.span,
      targets: targets.span
    )
    #expect(agree(result.value, 200 / 2.000_001))
    #expect(result.gradient.allSatisfy { $0.isFinite })
  }
}
