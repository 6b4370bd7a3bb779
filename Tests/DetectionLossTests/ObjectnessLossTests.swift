import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Testing

/// A logit of 0.4, a probability of 0.5987: as background, as an object, and against an overlap.
@Suite("The loss of objectness")
struct ObjectnessLossTests {
  static let forms: [(focal: FocalModulation?, background: Double, object: Double)] = [
    (nil, 0.913015252399953, 0.513015252399953),
    (
      FocalModulation(alpha: 1.5, gamma: 0, form: .squaredDistance), 1.5 * 0.913015252399953,
      1.5 * 0.513015252399953
    ),
    (
      FocalModulation(alpha: 1.5, gamma: 1, form: .squaredDistance), 0.819916447659461,
      0.308819027007939
    ),
    (
      FocalModulation(alpha: 1.5, gamma: 2, form: .squaredDistance), 0.490873859536956,
      0.123932886330352
    ),
    (
      FocalModulation(alpha: 1.5, gamma: 2.5, form: .squaredDistance), 0.379813203972913,
      0.0785105141166218
    ),
    (.balanced, 0.245436929768478, 0.0206554810550586),
    (
      FocalModulation(alpha: 0.25, gamma: 1.5, form: .balanced), 0.31720480417249,
      0.0326057396833853
    ),
    (
      FocalModulation(alpha: 0.75, gamma: 2, form: .varifocal), 0.245436929768478, 0.513015252399953
    ),
    (
      FocalModulation(alpha: 1.5, gamma: 2.5, form: .varifocal), 0.379813203972913,
      0.513015252399953
    ),
  ]

  static func cell(_ choice: ObjectnessChoice) -> OneCell {
    var cell = OneCell.box(.overlap(.iou, form: .oneMinus))
    cell.components.objectness = choice
    cell.logits[4] = 0.4
    return cell
  }

  @Test("each form, as background and as an object", arguments: forms.indices)
  func values(index: Int) throws {
    let form = Self.forms[index]
    let weights = PerScale.named(["only": 3])
    var cell = Self.cell(
      ObjectnessChoice(focal: form.focal, weight: 2, scaleWeights: weights)
    )
    let background = try cell.evaluate().report.loss
    #expect(relativeError(background.objectness, reference: 6 * form.background) < 1e-12)
    #expect(background.box == 0 && background.classification == 0)
    cell.boxes = [CenterBox(centerX: 16, centerY: 16, width: 16, height: 16)]
    let object = try cell.evaluate().report.loss
    #expect(relativeError(object.objectness, reference: 6 * form.object) < 1e-12)
  }

  @Test("an overlap as target counts by its share, and never below zero")
  func overlapTarget() throws {
    var cell = Self.cell(ObjectnessChoice(target: .overlap(share: 1), focal: nil))
    // Half as high: an IoU of one half.
    cell.boxes = [CenterBox(centerX: 16, centerY: 16, width: 16, height: 8)]
    let half = try cell.evaluate()
    // BCE(x, 1/2) is the mean of both.
    #expect(relativeError(half.report.loss.objectness, reference: 0.713015252399953) < 1e-12)
    #expect(relativeError(half.gradient[4], reference: 0.598687660112452 - 0.5) < 1e-12)

    // (1 - 0.8) + 0.8 / 2
    cell.components.objectness.target = .overlap(share: 0.8)
    let soft = try cell.evaluate()
    #expect(relativeError(soft.report.loss.objectness, reference: 0.673015252399953) < 1e-12)

    cell.components.objectness.target = .overlap(share: 1)
    cell.components.box.terms = [BoxTerm(.overlap(.generalized, form: .oneMinus))]
    cell.boxes = [CenterBox(centerX: 300, centerY: 16, width: 16, height: 16)]
    let disjoint = try cell.evaluate()
    #expect(relativeError(disjoint.report.loss.objectness, reference: 0.913015252399953) < 1e-12)
  }

  @Test("of several boxes the last one is the target")
  func lastBox() throws {
    var cell = Self.cell(ObjectnessChoice(target: .overlap(share: 1), focal: nil))
    let perfect = CenterBox<Double>(centerX: 16, centerY: 16, width: 16, height: 16)
    let half = CenterBox<Double>(centerX: 16, centerY: 16, width: 16, height: 8)
    cell.boxes = [half, perfect]
    #expect(
      relativeError(try cell.evaluate().report.loss.objectness, reference: 0.513015252399953)
        < 1e-12
    )
    cell.boxes = [perfect, half]
    #expect(
      relativeError(try cell.evaluate().report.loss.objectness, reference: 0.713015252399953)
        < 1e-12
    )
  }
}
