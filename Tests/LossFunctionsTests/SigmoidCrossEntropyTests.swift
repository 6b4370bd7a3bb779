import DetectionNumerics
import LossFunctions
import Testing

@Suite("Sigmoid cross-entropy")
struct SigmoidCrossEntropyTests {
  @Test("turning logit and target round keeps the value", arguments: [0, 0.25, 0.5, 1.0])
  func symmetry(target: Double) {
    for step in -50...50 {
      let x = Double(step) * 0.7
      let loss = sigmoidCrossEntropy(logit: x, target: target)
      let mirrored = sigmoidCrossEntropy(logit: -x, target: 1 - target)
      #expect(loss.value == mirrored.value)
      #expect(loss.derivative == -mirrored.derivative)
    }
  }

  @Test("is finite for any finite logit and soft target, in both precisions")
  func extremes() {
    for target in [0, 0.3, 1] {
      for x in [-Double.greatestFiniteMagnitude, -1000, 0, 1000, .greatestFiniteMagnitude] {
        let loss = sigmoidCrossEntropy(logit: x, target: target)
        #expect(loss.value.isFinite && loss.value >= 0)
        #expect(abs(loss.derivative) <= 1)
      }
      let single = sigmoidCrossEntropy(logit: Float(1000), target: Float(target))
      #expect(single.value == 1000 * (1 - Float(target)))
    }
    #expect(sigmoidCrossEntropy(logit: 1000.0, target: 0).derivative == 1)
    #expect(sigmoidCrossEntropy(logit: -1000.0, target: 1).derivative == -1)
    #expect(sigmoidCrossEntropy(logit: 1000.0, target: 1).derivative == 0)
  }

  @Test("keeps the digits of what is nearly right")
  func nearlyRight() {
    let loss = sigmoidCrossEntropy(logit: 50.0, target: 1)
    #expect(loss.value == Double.exp(-50))
    #expect(loss.derivative == -Double.exp(-50))
  }

  @Test("a weight of one changes nothing, and a weight scales the positives alone")
  func positiveWeight() {
    for step in -50...50 {
      let x = Double(step) * 0.7
      for target in [0, 0.4, 1.0] {
        let plain = sigmoidCrossEntropy(logit: x, target: target)
        let one = weightedSigmoidCrossEntropy(logit: x, target: target, positiveWeight: 1)
        #expect(one.value == plain.value && one.derivative == plain.derivative)
      }
      let yes = weightedSigmoidCrossEntropy(logit: x, target: 1, positiveWeight: 3)
      #expect(agree(yes.value, 3 * sigmoidCrossEntropy(logit: x, target: 1).value))
      let no = weightedSigmoidCrossEntropy(logit: x, target: 0, positiveWeight: 3)
      #expect(no.value == sigmoidCrossEntropy(logit: x, target: 0).value)
    }
  }

  @Test("one weight serves all classes")
  func oneWeight() throws {
    let (logits, targets, three) = ([0.5, -1, 2], [1.0, 0, 1], [3.0])
    let result = try weightedSigmoidCrossEntropy(
      logits: logits.span,
      targets: targets.span,
      positiveWeights: three.span,
      reduction: .none
    )
    for i in logits.indices {
      let single = weightedSigmoidCrossEntropy(
        logit: logits[i],
        target: targets[i],
        positiveWeight: 3
      )
      #expect(result.values[i] == single.value && result.gradient[i] == single.derivative)
    }
  }
}
