import DetectionNumerics
import LossFunctions
import Testing

@Suite("Softmax focal loss")
struct SoftmaxFocalLossTests {
  func loss(
    _ logits: [Double],
    _ label: Int,
    alpha: ClassBalance<Double> = .even,
    gamma: Double = 2
  ) throws -> ArrayLoss<Double> {
    let labels = [label]
    return try softmaxFocalLoss(
      logits: logits.span,
      labels: labels.span,
      classes: logits.count,
      alpha: alpha,
      gamma: gamma,
      reduction: .mean
    )
  }

  @Test("a gamma of zero is the cross-entropy")
  func gammaZero() throws {
    let focal = try softmaxFocalLoss(
      logits: Shared.logits.span,
      labels: Shared.labels.span,
      classes: 4,
      gamma: 0,
      reduction: .none
    )
    let plain = try softmaxCrossEntropy(
      logits: Shared.logits.span,
      labels: Shared.labels.span,
      classes: 4,
      reduction: .none
    )
    #expect(focal.values == plain.values && focal.gradient == plain.gradient)
  }

  @Test("an alpha of one half halves, and the articles' single alpha weighs the background")
  func balance() throws {
    let logits = [1.0, 2, 3, 0.5]
    let even = try loss(logits, 2)
    #expect(try loss(logits, 2, alpha: .foreground(0.5)).value == even.value / 2)
    #expect(try loss(logits, 2, alpha: .articleScalar(0.5)).value == even.value / 2)
    try expectAgree(loss(logits, 2, alpha: .articleScalar(0.25)).value, 0.047_106_693)
    try expectAgree(loss(logits, 2, alpha: .foreground(0.25)).value, 0.015_702_231)
    let background = try loss(logits, 0, alpha: .perClass([0.75, 0, 0, 0]))
    #expect(try loss(logits, 0, alpha: .foreground(0.25)).value == background.value)
  }

  @Test("a second call gives what the first gave")
  func repeated() throws {
    let alpha = ClassBalance.perClass([0.25, 0.75, 0.75])
    let first = try loss([1, 2, 0], 1, alpha: alpha)
    #expect(try loss([1, 2, 0], 1, alpha: alpha).values == first.values)
  }

  @Test("one class costs nothing", arguments: [0, 0.5, 2.0])
  func oneClass(gamma: Double) throws {
    let result = try loss([3.5], 0, gamma: gamma)
    #expect(result.values == [0] && result.gradient == [0])
  }

  @Test(
    "is finite where the derivative by the probability is not",
    arguments: [0, 0.1, 0.5, 1, 2.0]
  )
  func extremes(gamma: Double) throws {
    for logits in [[1000.0, -1000, 0], [40, 0, 0], [-1000, 1000, 1000]] {
      for label in 0..<3 {
        let result = try loss(logits, label, gamma: gamma)
        #expect(result.value.isFinite && result.gradient.allSatisfy { $0.isFinite })
      }
    }
    #expect(try loss([1000.0, -1000, 0], 1, gamma: gamma).values == [2000])
  }
}
