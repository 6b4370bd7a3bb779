import DetectionNumerics
import LossFunctions
import Testing

@Suite("Softmax cross-entropy")
struct SoftmaxCrossEntropyTests {
  func loss<S: RealNumber>(
    _ logits: [S],
    _ label: Int,
    _ smoothing: LabelSmoothing<S> = .none
  ) throws -> ArrayLoss<S> {
    let labels = [label]
    return try softmaxCrossEntropy(
      logits: logits.span,
      labels: labels.span,
      classes: logits.count,
      smoothing: smoothing,
      reduction: .mean
    )
  }

  @Test("is exactly the distance of logits that are far apart")
  func farApart() throws {
    #expect(try loss([1000.0, -1000, 0], 0).values == [0])
    #expect(try loss([1000.0, -1000, 0], 1).values == [2000])
    #expect(try loss([1000.0, -1000, 0], 2).values == [1000])
    #expect(try loss([1000.0, -1000, 0], 2).gradient == [1, 0, -1])
    #expect(try loss([Float(-1000), 1000], 0).values == [2000])
  }

  @Test("is finite for any finite logits")
  func extremes() throws {
    let huge = Float.greatestFiniteMagnitude
    for label in 0..<3 {
      let result = try loss([huge, -huge, 0], label)
      #expect(result.value.isFinite && result.value >= 0)
      #expect(result.gradient.allSatisfy { abs($0) <= 1 })
    }
  }

  @Test("is nothing where all classes but the label are ruled out, by label and by distribution")
  func ruledOut() throws {
    for logits: [Double] in [[0, -.infinity, -.infinity], [3, -.infinity, -.infinity]] {
      let byLabel = try loss(logits, 0)
      let targets = [1.0, 0, 0]
      let byDistribution = try softmaxCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        classes: 3,
        reduction: .sum
      )
      for result in [byLabel, byDistribution] {
        #expect(result.values == [0])
        #expect(result.gradient == [0, 0, 0])
      }
    }
    // The label among what is ruled out is no answer at all, and NaN stays NaN.
    #expect(try loss([-Double.infinity, -.infinity], 0).value.isNaN)
    #expect(try loss([0, -Double.infinity, .nan], 0).value.isNaN)
  }

  @Test("keeps the digits of what is nearly right")
  func nearlyRight() throws {
    let result = try loss([50.0, 0], 0)
    #expect(result.values == [Double.exp(-50)])
    #expect(result.gradient == [-Double.exp(-50), Double.exp(-50)])
    let (logits, target) = ([50.0, 0], [1.0, 0])
    let soft = try softmaxCrossEntropy(
      logits: logits.span,
      targets: target.span,
      classes: 2,
      reduction: .sum
    )
    #expect(soft.values == result.values)
    #expect(soft.gradient == result.gradient)
  }

  @Test("one class costs nothing, smoothed or not")
  func oneClass() throws {
    let smoothings: [LabelSmoothing<Double>] = [
      .none, .overAllClasses(0.1), .overOtherClasses(0.1),
    ]
    for smoothing in smoothings {
      let result = try loss([3.5], 0, smoothing)
      #expect(result.values == [0] && result.gradient == [0])
    }
  }

  @Test("a one-hot distribution is its label")
  func oneHot() throws {
    let targets: [Double] = [0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0]
    let smoothings: [LabelSmoothing<Double>] = [
      .none, .overAllClasses(0.2), .overOtherClasses(0.2),
    ]
    for smoothing in smoothings {
      let soft = try softmaxCrossEntropy(
        logits: Shared.logits.span,
        targets: targets.span,
        classes: 4,
        smoothing: smoothing,
        reduction: .none
      )
      let hard = try softmaxCrossEntropy(
        logits: Shared.logits.span,
        labels: Shared.labels.span,
        classes: 4,
        smoothing: smoothing,
        reduction: .none
      )
      #expect(agree(soft.values, hard.values))
      #expect(agree(soft.gradient, hard.gradient))
    }
  }

  @Test("no smoothing is none of either convention")
  func noSmoothing() throws {
    let plain = try loss([0.3, 1.2, -2], 1)
    #expect(try loss([0.3, 1.2, -2], 1, .overAllClasses(0)).values == plain.values)
    #expect(try loss([0.3, 1.2, -2], 1, .overOtherClasses(0)).values == plain.values)
  }

  @Test("a mean of nothing but weightless classes says so")
  func weightless() {
    let (logits, labels, weights) = ([1.0, 2], [0], [0.0, 1])
    #expect(throws: LossError.weightlessMean(count: 1)) {
      try softmaxCrossEntropy(
        logits: logits.span,
        labels: labels.span,
        classes: 2,
        classWeights: weights.span,
        reduction: .mean
      )
    }
  }
}
