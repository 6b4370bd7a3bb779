import DetectionNumerics
import DetectionTestSupport
import Foundation
import LossFunctions
import Testing

/// Losses that peers have, against PyTorch and mmdetection: `Tests/Fixtures/field/losses.json`.
@Suite("Losses of peers")
struct PeerLossTests {
  struct File: Decodable, Sendable {
    let cases: [ReferenceCase]
    let masked: [Masked]
  }

  /// Logits of which some are ruled out with minus infinity.
  struct Masked: Decodable, Sendable {
    let logits: [Double]
    let masked: [Int]
    let label: Int
    let loss: Double
    let gradient: [Double]
  }

  static let file: File? = {
    let path = Fixture.repository.appending(path: "Tests/Fixtures/field/losses.json")
    return (try? Data(contentsOf: path)).flatMap { try? JSONDecoder().decode(File.self, from: $0) }
  }()

  /// Those of overlaps are tested where overlaps are.
  static let cases = (file?.cases ?? []).filter { !$0.loss.hasPrefix("iou") }

  @Test("the file was read")
  func read() {
    #expect(Self.cases.count == 16)
    #expect(Self.file?.masked.count == 5)
  }

  @Test("agrees in values and gradients, unreduced, summed and averaged", arguments: cases)
  func values(_ reference: ReferenceCase) throws {
    let none = try reference.peer(in: Double.self, reduction: .none)
    expectClose(none.values, reference.values, 1e-12)
    for (name, reduction) in [("sum", Reduction.sum), ("mean", .mean)] {
      let result = try reference.peer(in: Double.self, reduction: reduction)
      expectClose(result.values, [try #require(reference.reduced[name])], 1e-12)
      let gradient = try #require(reference.gradients[name]?.values.first)
      expectClose(result.gradient, gradient, 1e-12)
      if reduction == .sum { #expect(none.gradient == result.gradient) }
      let single = try reference.peer(in: Float.self, reduction: reduction)
      expectClose(single.gradient.map(Double.init), gradient, 3e-6)
    }
  }

  func expectClose(_ values: [Double], _ references: [Double], _ bound: Double) {
    let tolerance = Tolerance(absolute: bound, relative: bound)
    #expect(values.count == references.count)
    let off = zip(values, references).filter { !tolerance.accepts($0, reference: $1) }
    #expect(off.isEmpty, "\(off)")
  }

  @Test("classes that are ruled out cost nothing and have no gradient", arguments: 0..<5)
  func ruledOut(index: Int) throws {
    let reference = try #require(Self.file?.masked[index])
    var logits = reference.logits
    for k in reference.masked { logits[k] = -.infinity }
    let labels = [reference.label]
    let targets = logits.indices.map { $0 == reference.label ? 1.0 : 0 }
    for result in [
      try softmaxCrossEntropy(
        logits: logits.span,
        labels: labels.span,
        classes: logits.count,
        reduction: .mean
      ),
      try softmaxCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        classes: logits.count,
        reduction: .mean
      ),
    ] {
      expectClose(result.values, [reference.loss], 1e-14)
      expectClose(result.gradient, reference.gradient, 1e-14)
    }
  }

  @Test("a batch of ignored labels has the sum 0 and no mean, and other labels must be classes")
  func ignored() throws {
    let logits = [1.0, 2, 3, 4]
    func loss(_ labels: [Int], _ reduction: Reduction) throws -> ArrayLoss<Double> {
      try softmaxCrossEntropy(
        logits: logits.span,
        labels: labels.span,
        ignoring: 255,
        classes: 2,
        reduction: reduction
      )
    }
    #expect(try loss([255, 255], .sum).values == [0])
    #expect(try loss([255, 255], .none).values == [0, 0])
    #expect(try loss([255, 255], .none).gradient == [0, 0, 0, 0])
    #expect(throws: LossError.emptyMean) { try loss([255, 255], .mean) }
    #expect(throws: LossError.label(found: -100, index: 1, classes: 2)) {
      try loss([255, -100], .sum)
    }
  }

  @Test("weights, strides and parameters out of range are errors")
  func refused() {
    let numbers = [0.5, 0.5, 0.5, 0.5]
    let labels = [0, 1]
    #expect(throws: LossError.count(of: "weights", found: 2, expected: 4)) {
      try sigmoidCrossEntropy(
        logits: numbers.span,
        targets: numbers.span,
        weights: numbers.span.extracting(0..<2),
        reduction: .sum
      )
    }
    let negative = [1, 1, -1, 1.0]
    #expect(
      throws: LossError.value(
        of: "weights",
        found: -1,
        index: 2,
        allowed: "zero or more, and finite"
      )
    ) {
      try weightedSigmoidCrossEntropy(
        logits: numbers.span,
        targets: numbers.span,
        positiveWeights: numbers.span.extracting(0..<2),
        weights: negative.span,
        reduction: .sum
      )
    }
    for (stride, fault) in [
      (0, LossError.parameter("classStride", found: 0, allowed: "at least 1")),
      (3, .partialRow(of: "logits", found: 4, width: 6)),
      (.max, .partialRow(of: "logits", found: 4, width: .max)),
    ] {
      #expect(throws: fault) {
        try softmaxCrossEntropy(
          logits: numbers.span,
          labels: labels.span,
          classes: 2,
          classStride: stride,
          reduction: .sum
        )
      }
    }
    #expect(throws: LossError.parameter("delta", found: 0, allowed: "above 0, and finite")) {
      try huberLoss(predictions: numbers.span, targets: numbers.span, delta: 0, reduction: .sum)
    }
  }
}

extension ReferenceCase {
  /// Calls the loss of this case in one precision.
  fileprivate func peer<Scalar: RealNumber>(
    in type: Scalar.Type,
    reduction: Reduction
  ) throws -> ArrayLoss<Scalar> {
    let logits = array("logits", as: type)
    let targets = array("targets", as: type)
    let weights = array("weights", as: type)
    let predictions = array("predictions", as: type)
    let positiveWeights = array("positiveWeights", as: type)
    let labels = labels
    switch loss {
    case "softmaxCrossEntropyIgnoring":
      return try softmaxCrossEntropy(
        logits: logits.span,
        labels: labels.span,
        ignoring: count("ignored"),
        classes: count("classes"),
        smoothing: .overAllClasses(Scalar(numbers["smoothing"] ?? 0)),
        reduction: reduction
      )
    case "sigmoidCrossEntropyWeighted" where positiveWeights.isEmpty:
      return try sigmoidCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        weights: weights.span,
        reduction: reduction
      )
    case "sigmoidCrossEntropyWeighted":
      return try weightedSigmoidCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        positiveWeights: positiveWeights.span,
        weights: weights.span,
        reduction: reduction
      )
    case "huber":
      return try huberLoss(
        predictions: predictions.span,
        targets: targets.span,
        delta: number("delta", as: type),
        reduction: reduction
      )
    case "softmaxCrossEntropyAlongAxis" where targets.isEmpty:
      return try softmaxCrossEntropy(
        logits: logits.span,
        labels: labels.span,
        classes: count("classes"),
        classStride: 4,
        reduction: reduction
      )
    case "softmaxCrossEntropyAlongAxis":
      return try softmaxCrossEntropy(
        logits: logits.span,
        targets: targets.span,
        classes: count("classes"),
        classStride: 4,
        reduction: reduction
      )
    case "qualityFocal":
      return try qualityFocalLoss(
        logits: logits.span,
        targets: targets.span,
        beta: number("beta", as: type),
        reduction: reduction
      )
    case "varifocal":
      return try varifocalLoss(
        logits: logits.span,
        targets: targets.span,
        alpha: number("alpha", as: type),
        gamma: number("gamma", as: type),
        isWeightedByTarget: numbers["iouWeighted"] == 1,
        reduction: reduction
      )
    default:
      throw UnknownLoss(name: loss)
    }
  }
}
