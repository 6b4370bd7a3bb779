import LossFunctions
import Testing

@Suite("L1 and L2")
struct L1LossTests {
  @Test("swapping prediction and target turns the derivative round")
  func symmetry() {
    for step in -20...20 {
      let (p, t) = (Double(step) * 0.3, 0.7)
      #expect(l1Loss(prediction: p, target: t).value == l1Loss(prediction: t, target: p).value)
      #expect(
        l1Loss(prediction: p, target: t).derivative
          == -l1Loss(prediction: t, target: p).derivative
      )
      #expect(l2Loss(prediction: p, target: t).value == l2Loss(prediction: t, target: p).value)
      #expect(
        l2Loss(prediction: p, target: t).derivative
          == -l2Loss(prediction: t, target: p).derivative
      )
    }
  }

  @Test("the derivative of the absolute error at its kink is zero, and NaN stays NaN")
  func kink() {
    #expect(l1Loss(prediction: 3.0, target: 3).derivative == 0)
    #expect(l1Loss(prediction: Float.nan, target: 3).derivative.isNaN)
    #expect(l1Loss(prediction: Float.nan, target: 3).value.isNaN)
    #expect(l1Loss(prediction: 5, target: Float.nan).derivative.isNaN)
  }
}
