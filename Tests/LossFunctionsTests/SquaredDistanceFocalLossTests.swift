import DetectionNumerics
import DetectionTestSupport
import LossFunctions
import Testing

@Suite("Squared-distance focal loss")
struct SquaredDistanceFocalLossTests {
  @Test("a gamma of zero is the cross-entropy", arguments: [0, 0.3, 1.0])
  func gammaZero(target: Double) {
    for step in -50...50 {
      let x = Double(step) * 20
      let focal = squaredDistanceFocalLoss(logit: x, target: target, gamma: 0)
      let plain = sigmoidCrossEntropy(logit: x, target: target)
      #expect(focal.value == plain.value && focal.derivative == plain.derivative)
    }
  }

  @Test("an alpha of one half halves", arguments: [0, 0.3, 1.0])
  func alpha(target: Double) {
    let whole = squaredDistanceFocalLoss(logit: 1.2, target: target)
    let half = squaredDistanceFocalLoss(logit: 1.2, target: target, alpha: 0.5)
    #expect(half.value == whole.value / 2 && half.derivative == whole.derivative / 2)
  }

  @Test("turning logit and target round keeps the value", arguments: [0.5, 1, 2, 3.5])
  func symmetry(gamma: Double) {
    for step in -40...40 {
      let x = Double(step) * 1.5
      for target in [0, 0.25, 1.0] {
        let loss = squaredDistanceFocalLoss(logit: x, target: target, gamma: gamma)
        let mirrored = squaredDistanceFocalLoss(logit: -x, target: 1 - target, gamma: gamma)
        #expect(loss.value == mirrored.value)
        #expect(loss.derivative == -mirrored.derivative)
      }
    }
  }

  @Test("with a hard target it is a focal loss without balance", arguments: [0.5, 1, 2, 3.5])
  func hardTarget(gamma: Double) {
    for step in -40...40 {
      let x = Double(step) * 2
      for target in [0, 1.0] {
        let loss = squaredDistanceFocalLoss(logit: x, target: target, gamma: gamma)
        let focal = sigmoidFocalLoss(logit: x, target: target, alpha: nil, gamma: gamma)
        #expect(relativeError(loss.value, reference: focal.value) < 1e-14)
        #expect(relativeError(loss.derivative, reference: focal.derivative) < 1e-14)
      }
    }
  }

  @Test("keeps the digits of an anchor that is nearly right")
  func nearlyRight() {
    // The background of a trained network: p = e⁻³⁰, loss p³, derivative 3 p³, all to rounding.
    let p = Double.exp(-30)
    let background = squaredDistanceFocalLoss(logit: -30.0, target: 0)
    #expect(relativeError(background.value, reference: p * p * p) < 1e-12)
    #expect(relativeError(background.derivative, reference: 3 * p * p * p) < 1e-12)
    let object = squaredDistanceFocalLoss(logit: 30.0, target: 1)
    #expect(object.value == background.value)
  }

  @Test("the quotient that other gammas take agrees with the square")
  func generalGamma() {
    for step in -60...60 {
      let x = Double(step) * 0.5 + 0.03
      for target in [0, 0.3, 1.0] {
        let square = squaredDistanceFocalLoss(logit: x, target: target)
        let near = squaredDistanceFocalLoss(logit: x, target: target, gamma: Double(2).nextUp)
        #expect(relativeError(near.value, reference: square.value) < 1e-12)
        #expect(abs(near.derivative - square.derivative) <= 1e-12 * abs(square.derivative) + 1e-30)
      }
    }
  }

  @Test("is exact at the ends, and finite for any logit, target and gamma")
  func extremes() {
    #expect(squaredDistanceFocalLoss(logit: 1000.0, target: 0).value == 1000)
    #expect(squaredDistanceFocalLoss(logit: 1000.0, target: 0).derivative == 1)
    #expect(squaredDistanceFocalLoss(logit: -1000.0, target: 1).value == 1000)
    #expect(squaredDistanceFocalLoss(logit: 1000.0, target: 1).value == 0)
    for gamma in [0, 0.5, 1, 2, 100.0] {
      for target in [0, 1e-300, 0.5, 1.0] {
        for x in [-Double.greatestFiniteMagnitude, -745, 0, 37, 745, .greatestFiniteMagnitude] {
          let loss = squaredDistanceFocalLoss(logit: x, target: target, gamma: gamma)
          #expect(loss.value.isFinite && loss.derivative.isFinite)
        }
      }
    }
    let kink = squaredDistanceFocalLoss(logit: 0.0, target: 0.5, gamma: 1)
    #expect(kink.value == 0 && kink.derivative == 0)
  }
}
