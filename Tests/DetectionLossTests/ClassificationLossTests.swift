import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// Three classes with the logits 0.5, -1 and 2; the object is of the second.
@Suite("The loss of classes")
struct ClassificationLossTests {
  static func cell(
    _ choice: ClassificationChoice,
    _ targets: [ClassTarget] = [.index(1)],
    logits: [Double] = [0.5, -1, 2]
  ) -> OneCell {
    var cell = OneCell.box(.overlap(.iou, form: .oneMinus))
    cell.components.classification = choice
    cell.logits = [0, 0, 0, 0, 0] + logits
    cell.boxes = targets.map { _ in CenterBox(centerX: 16, centerY: 16, width: 16, height: 16) }
    cell.classTargets = targets
    return cell
  }

  static let smoothings: [(form: SmoothingForm, amount: Double, value: Double)] = [
    (.uniform, 0, 4.4142666827413), (.uniform, 0.1, 4.2642666827413),
    (.uniform, 0.6, 3.5142666827413), (.half, 0, 4.4142666827413), (.half, 0.1, 4.2392666827413),
    (.half, 0.6, 3.3642666827413), (.flip, 0, 4.4142666827413), (.flip, 0.1, 4.0642666827413),
    (.flip, 0.6, 3.24760001607464),
  ]

  @Test("cross-entropy of each class, smoothed in each form", arguments: smoothings.indices)
  func smoothing(index: Int) throws {
    let (form, amount, value) = Self.smoothings[index]
    let cell = Self.cell(
      ClassificationChoice(labelSmoothing: amount, smoothing: form, weight: 2)
    )
    #expect(
      relativeError(try cell.evaluate().report.loss.classification, reference: 2 * value) < 1e-12
    )
  }

  @Test("a weight of the class that is there")
  func positiveWeight() throws {
    func loss(_ weight: Double) throws -> Double {
      let choice = ClassificationChoice(
        loss: .sigmoid(positiveWeight: weight),
        labelSmoothing: 0
      )
      return try Self.cell(choice).evaluate().report.loss.classification
    }
    // Of the class that is there, softplus(1) = 1.31326168751822.
    #expect(relativeError(try loss(1), reference: 4.4142666827413) < 1e-12)
    #expect(relativeError(try loss(3), reference: 4.4142666827413 + 2 * 1.31326168751822) < 1e-12)
    #expect(relativeError(try loss(0), reference: 4.4142666827413 - 1.31326168751822) < 1e-12)
  }

  @Test("probabilities cut where they are sure, beyond which nothing pulls")
  func clip() throws {
    func evaluate(_ clip: Double?, _ logit: Double) throws -> (Double, Double) {
      let choice = ClassificationChoice(loss: .sigmoid(clip: clip), labelSmoothing: 0)
      let (report, gradient) = try Self.cell(choice, logits: [logit, 0, -1]).evaluate()
      return (report.loss.classification, gradient[5])
    }
    // Of the classes that are not asked for ln(1 / 0.1) of a sure one; the others' ln 2 and
    // softplus(-1) = .313261687518223.
    let rest = 0.693147180559945 + 0.313261687518223
    let (value, derivative) = try evaluate(0.1, 5)
    #expect(relativeError(value, reference: 2.302585092994046 + rest) < 1e-12)
    #expect(derivative == 0)
    // Within the cut it changes nothing.
    #expect(try evaluate(0.1, 1) == evaluate(nil, 1))
    #expect(try evaluate(nil, 5).1 > 0.99)
  }

  @Test("the slope of a cut probability is zero beyond the cut, and whole within it")
  func clippedSlope() throws {
    // The logit of 0.9 is ln 9.
    let edge = Double.log(0.9) - Double.log(0.1)
    func slope(_ logit: Double, isAsked: Bool, loss: ClassLoss) throws -> Double {
      let choice = ClassificationChoice(loss: loss, labelSmoothing: 0)
      // The object is of the second class.
      let logits = isAsked ? [0, logit, 0] : [logit, 0, 0]
      return try Self.cell(choice, logits: logits).evaluate().gradient[isAsked ? 6 : 5]
    }
    let clipped = ClassLoss.sigmoid(clip: 0.1)
    for isAsked in [true, false] {
      for side in [-1.0, 1] {
        let within = try slope(side * (edge - 1e-5), isAsked: isAsked, loss: clipped)
        #expect(within == (try slope(side * (edge - 1e-5), isAsked: isAsked, loss: .sigmoid())))
        #expect(abs(within) > 0.09)
        #expect(try slope(side * (edge + 1e-5), isAsked: isAsked, loss: clipped) == 0)
        // The sigmoids that are divided by their sum are cut at 1e-7, the logit of which is 16.118.
        let normalized = ClassLoss.normalizedSigmoid
        #expect(try slope(side * 16.2, isAsked: isAsked, loss: normalized) == 0)
        #expect(try slope(side * 16, isAsked: isAsked, loss: normalized) != 0)
      }
    }
  }

  @Test("the objectness of background is cut too, in either form")
  func clippedBackground() throws {
    func cell(_ logit: Double) throws -> (Double, Double) {
      var cell = OneCell.box(.overlap(.iou, form: .oneMinus))
      cell.components.objectness.focal = nil
      cell.components.objectness.probabilityClip = 0.1
      cell.logits = [0, 0, 0, 0, logit, 0]
      let (report, gradient) = try cell.evaluate()
      return (report.loss.objectness, gradient[4])
    }
    // ln 10 and ln (10 / 9); within, softplus(1) and sigmoid(1).
    #expect(relativeError(try cell(5).0, reference: 2.302585092994046) < 1e-12)
    #expect(relativeError(try cell(-5).0, reference: 0.105360515657826) < 1e-12)
    #expect(try cell(5).1 == 0)
    #expect(try cell(-5).1 == 0)
    #expect(relativeError(try cell(1).0, reference: 1.31326168751822) < 1e-12)
    #expect(relativeError(try cell(1).1, reference: 0.731058578630005) < 1e-12)
  }

  @Test("focal loss of each class")
  func focal() throws {
    let cell = Self.cell(ClassificationChoice(loss: .focal(), labelSmoothing: 0))
    let loss = try cell.evaluate().report.loss.classification
    #expect(relativeError(loss, reference: 1.69608441106346) < 1e-12)
  }

  @Test("varifocal loss of each class: the object's whole, the others' by their scores")
  func varifocal() throws {
    let cell = Self.cell(ClassificationChoice(loss: .varifocal(), labelSmoothing: 0))
    let loss = try cell.evaluate().report.loss.classification
    #expect(relativeError(loss, reference: 2.83387902272884) < 1e-12)
  }

  @Test("softmax and its derivatives, smoothed")
  func softmax() throws {
    let cell = Self.cell(ClassificationChoice(loss: .softmax, labelSmoothing: 0.1))
    let (report, gradient) = try cell.evaluate()
    #expect(relativeError(report.loss.classification, reference: 3.09131129665716) < 1e-12)
    let expected = [0.141957058806703, -0.894220760062646, 0.752263701255943]
    for (value, reference) in zip(gradient[5...], expected) {
      #expect(relativeError(value, reference: reference) < 1e-12)
    }
  }

  @Test("sigmoids divided by their sum, and the derivatives")
  func normalizedSigmoid() throws {
    let cell = Self.cell(ClassificationChoice(loss: .normalizedSigmoid, labelSmoothing: 0))
    let (report, gradient) = try cell.evaluate()
    #expect(relativeError(report.loss.classification, reference: 1.88548217599197) < 1e-12)
    let expected = [0.132605800633836, -0.620116148923671, 0.0592448447874117]
    for (value, reference) in zip(gradient[5...], expected) {
      #expect(relativeError(value, reference: reference) < 1e-12)
    }
  }

  @Test("several classes at once, one after the other, and somebody's own values")
  func targets() throws {
    let choice = ClassificationChoice(labelSmoothing: 0)
    func loss(_ targets: [ClassTarget]) throws -> Double {
      try Self.cell(choice, targets).evaluate().report.loss.classification
    }
    #expect(relativeError(try loss([.indices([0, 2])]), reference: 0.914266682741302) < 1e-12)
    let apart = try loss([.index(0)]) + loss([.index(2)])
    #expect(relativeError(try loss([.index(0), .index(2)]), reference: apart) < 1e-15)
    let own = try loss([.distribution([0.2, 0.7, 0.1])])
    #expect(relativeError(own, reference: 3.8142666827413) < 1e-12)
  }

  @Test("a single class is counted or skipped")
  func singleClass() throws {
    func evaluate(_ choice: SingleClass) throws -> (report: LossReport, gradient: [Double]) {
      try Self.cell(ClassificationChoice(singleClass: choice), [.index(0)], logits: [0.5])
        .evaluate()
    }
    let counted = try evaluate(.compute)
    #expect(
      relativeError(counted.report.loss.classification, reference: 0.474076984180107) < 1e-12
    )
    let skipped = try evaluate(.skip)
    #expect(skipped.report.loss.classification == 0)
    #expect(skipped.gradient[5] == 0)
  }
}
