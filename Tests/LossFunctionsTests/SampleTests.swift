import DetectionTestSupport
import LossFunctions
import Testing

@Suite("Samples of a batch")
struct SampleTests {
  static let separable = ReferenceFile.cases.filter { !$0.isOfWholeBatch }
  static let softmax = ReferenceFile.cases.filter(\.isSoftmax)

  @Test("one alone costs what it costs in a batch", arguments: separable)
  func batchOfOne(_ reference: ReferenceCase) throws {
    let all = try reference.evaluate(in: Double.self, reduction: .none)
    for sample in 0..<reference.samples {
      let alone = try reference.rows([sample]).evaluate(in: Double.self, reduction: .none)
      let width = reference.valuesPerSample
      #expect(alone.values == Array(all.values[sample * width..<(sample + 1) * width]))
    }
  }

  @Test("their order does not matter", arguments: separable)
  func permutation(_ reference: ReferenceCase) throws {
    let order = Array((0..<reference.samples).reversed())
    let forwards = try reference.evaluate(in: Double.self, reduction: .sum)
    let backwards = try reference.rows(order).evaluate(in: Double.self, reduction: .sum)
    #expect(agree(backwards.value, forwards.value))
    for name in ["logits", "features", "predictions", "probabilities"] {
      guard let gradient = forwards.gradients[name] else { continue }
      let width = gradient.count / reference.samples
      let turned = order.flatMap { gradient[$0 * width..<($0 + 1) * width] }
      #expect(agree(backwards.gradients[name] ?? [], turned))
    }
  }

  @Test("none of them add up to zero and have no mean", arguments: separable)
  func emptyBatch(_ reference: ReferenceCase) throws {
    let empty = reference.rows([])
    #expect(try empty.evaluate(in: Double.self, reduction: .none).values.isEmpty)
    let sum = try empty.evaluate(in: Double.self, reduction: .sum)
    #expect(sum.values == [0])
    #expect(sum.gradients.values.allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(throws: LossError.emptyMean) {
      try empty.evaluate(in: Double.self, reduction: .mean)
    }
  }

  @Test("a softmax does not see what all logits share", arguments: softmax)
  func shiftInvariance(_ reference: ReferenceCase) throws {
    let logits = reference.array("logits", as: Double.self)
    let shifted = reference.replacing("logits", with: logits.map { $0 + 8 })
    let before = try reference.evaluate(in: Double.self, reduction: .none)
    let after = try shifted.evaluate(in: Double.self, reduction: .none)
    #expect(agree(after.values, before.values))
    #expect(agree(after.gradients["logits"] ?? [], before.gradients["logits"] ?? []))
    // Moving all logits changes nothing, so the gradient of a row adds up to zero.
    let gradient = before.gradients["logits"] ?? []
    let width = gradient.count / reference.samples
    for sample in 0..<reference.samples {
      let total = gradient[sample * width..<(sample + 1) * width].reduce(0, +)
      #expect(abs(total) < 1e-13)
    }
  }
}
