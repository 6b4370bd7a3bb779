import LossFunctions
import Testing

@Suite("Smooth L1")
struct SmoothL1LossTests {
  @Test("a beta of zero is the absolute error", arguments: [-2.0, -1e-300, 0, 0.5, 1e300])
  func betaZero(difference: Double) {
    let smooth = smoothL1Loss(prediction: difference, target: 0, beta: 0)
    let plain = l1Loss(prediction: difference, target: 0)
    #expect(smooth.value == plain.value)
    #expect(smooth.derivative == plain.derivative)
  }

  @Test("value and derivative have no jump at beta", arguments: [1.0 / 9, 1, 2.5])
  func joint(beta: Double) {
    let below = smoothL1Loss(prediction: beta.nextDown, target: 0, beta: beta)
    let above = smoothL1Loss(prediction: beta, target: 0, beta: beta)
    #expect(agree(below.value, above.value))
    #expect(agree(below.derivative, above.derivative))
    #expect(above.value == beta / 2)
  }

  @Test("the tiniest and the largest differences neither vanish nor overflow")
  func extremes() {
    let tiny = smoothL1Loss(prediction: 1e-200, target: 0, beta: 1e-190)
    #expect(agree(tiny.derivative, 1e-10))
    #expect(tiny.value > 0)
    let large = smoothL1Loss(prediction: Double.greatestFiniteMagnitude, target: 0)
    #expect(large.value == .greatestFiniteMagnitude)
    #expect(large.derivative == 1)
  }
}
