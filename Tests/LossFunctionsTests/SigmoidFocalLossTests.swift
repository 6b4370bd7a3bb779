import DetectionTestSupport
import LossFunctions
import Testing

@Suite("Sigmoid focal loss")
struct SigmoidFocalLossTests {
  @Test("a gamma of zero without balance is the cross-entropy", arguments: [0, 0.3, 1.0])
  func gammaZero(target: Double) {
    for step in -50...50 {
      let x = Double(step) * 20
      let focal = sigmoidFocalLoss(logit: x, target: target, alpha: nil, gamma: 0)
      let plain = sigmoidCrossEntropy(logit: x, target: target)
      #expect(focal.value == plain.value && focal.derivative == plain.derivative)
    }
  }

  @Test("an alpha of one half halves", arguments: [0, 0.3, 1.0])
  func alphaHalf(target: Double) {
    let whole = sigmoidFocalLoss(logit: 1.2, target: target, alpha: nil)
    let half = sigmoidFocalLoss(logit: 1.2, target: target, alpha: 0.5)
    #expect(agree(half.value, whole.value / 2))
    #expect(agree(half.derivative, whole.derivative / 2))
  }

  @Test("turning all round keeps the value")
  func symmetry() {
    for step in -40...40 {
      let x = Double(step) * 1.5
      let loss = sigmoidFocalLoss(logit: x, target: 1.0, alpha: 0.25)
      let mirrored = sigmoidFocalLoss(logit: -x, target: 0.0, alpha: 0.75)
      #expect(loss.value == mirrored.value && loss.derivative == -mirrored.derivative)
    }
  }

  @Test("is exact at the ends, and finite for any logit and gamma")
  func extremes() {
    #expect(sigmoidFocalLoss(logit: 1000.0, target: 0, alpha: nil).value == 1000)
    #expect(sigmoidFocalLoss(logit: -1000.0, target: 1).value == 250)
    #expect(sigmoidFocalLoss(logit: -1000.0, target: 1).derivative == -0.25)
    for gamma in [0, 0.1, 1, 2, 100.0] {
      for target in [0, 0.5, 1.0] {
        for x in [-Double.greatestFiniteMagnitude, -745, 745, .greatestFiniteMagnitude] {
          let loss = sigmoidFocalLoss(logit: x, target: target, gamma: gamma)
          #expect(loss.value.isFinite && loss.derivative.isFinite)
        }
      }
    }
  }

  @Test("an anchor's weight is for all its classes")
  func weights() throws {
    let (logits, targets, weights) = ([0.5, -1, 2, 3], [1.0, 0, 0, 1], [2.0, 0])
    let result = try sigmoidFocalLoss(
      logits: logits.span,
      targets: targets.span,
      classes: 2,
      weights: weights.span,
      reduction: .none
    )
    #expect(result.values[1] == 2 * sigmoidFocalLoss(logit: -1.0, target: 0).value)
    #expect(result.values[2...] == [0, 0] && result.gradient[2...] == [0, 0])
  }

  @Test("the star's gamma of one is the cross-entropy of a hard target", arguments: [0, 1.0])
  func star(target: Double) {
    for step in -40...40 {
      let x = Double(step) * 25
      let loss = sigmoidFocalStarLoss(logit: x, target: target)
      let plain = sigmoidCrossEntropy(logit: x, target: target)
      #expect(loss.value == plain.value && loss.derivative == plain.derivative)
    }
  }
}
