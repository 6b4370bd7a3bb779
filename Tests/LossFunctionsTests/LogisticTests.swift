import DetectionNumerics
import LossFunctions
import Testing

@Suite("Logistic")
struct LogisticTests {
  @Test("has the bits of the elementary functions")
  func bits() {
    for step in -400...400 {
      let x = Double(step) * 2.5 + 0.1
      let logistic = Logistic(logit: x)
      #expect(logistic.probability == .sigmoid(x))
      #expect(logistic.complement == .sigmoid(-x))
      #expect(logistic.negativeLogProbability == .softplus(-x))
      #expect(logistic.negativeLogComplement == .softplus(x))
    }
  }

  @Test("keeps the digits of small probabilities")
  func smallProbabilities() {
    let sure = Logistic(logit: 40.0)
    #expect(sure.complement == Double.exp(-40) / (1 + Double.exp(-40)))
    #expect(sure.negativeLogProbability == Double.exp(-40))
    #expect(Logistic(logit: Float(80)).complement > 0)
  }

  @Test("is right at the ends of the number line, in both precisions")
  func extremes() {
    let huge = Logistic(logit: Double.greatestFiniteMagnitude)
    #expect(huge.probability == 1 && huge.complement == 0)
    #expect(
      huge.negativeLogProbability == 0 && huge.negativeLogComplement == .greatestFiniteMagnitude
    )
    let low = Logistic(logit: -Float.greatestFiniteMagnitude)
    #expect(low.probability == 0 && low.complement == 1)
    #expect(
      low.negativeLogProbability == .greatestFiniteMagnitude && low.negativeLogComplement == 0
    )
    #expect(Logistic(logit: Double.nan).probability.isNaN)
    #expect(Logistic(logit: Double.nan).negativeLogComplement.isNaN)
  }
}
