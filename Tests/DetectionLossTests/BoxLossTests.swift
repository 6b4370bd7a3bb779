import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("The loss of a box")
struct BoxLossTests {
  static let target = CenterBox<Double>(centerX: 18, centerY: 14, width: 20, height: 12)

  @Test("small boxes weigh up to twice as much, by their share of the input")
  func smallBoxWeight() throws {
    var plain = OneCell.box(.overlap(.iou, form: .oneMinus))
    plain.boxes = [Self.target]
    var weighted = OneCell.box(.overlap(.iou, form: .oneMinus), smallBoxWeight: true)
    weighted.boxes = [Self.target]
    let (a, b) = (try plain.evaluate(), try weighted.evaluate())
    // 2 - 20 · 12 / (32 · 32)
    #expect(relativeError(b.report.loss.box, reference: 1.765625 * a.report.loss.box) < 1e-15)
    for channel in 0..<4 {
      #expect(relativeError(b.gradient[channel], reference: 1.765625 * a.gradient[channel]) < 1e-15)
    }
    #expect(b.report.loss.objectness == a.report.loss.objectness)
    #expect(b.report.loss.classification == a.report.loss.classification)
  }

  @Test("terms add up with their weights")
  func terms() throws {
    let offsets = BoxTermLoss.offsets(center: CenterTerm(.squared), size: SizeTerm(.l1))
    var cell = OneCell.box(.overlap(.iou, form: .oneMinusSquare), weight: 2.5)
    cell.components.box.terms.append(BoxTerm(offsets, weight: 0.5))
    cell.logits.replaceSubrange(0..<4, with: [0, 0, 0, 0])
    cell.boxes = [Self.target]
    let iou = 192.0 / 304
    // Centres miss by 2/32 each; sides by the logarithms of 20/16 and 12/16.
    let expected = 2.5 * (1 - iou * iou) + 0.5 * (2.0 / 256 + 0.22314355131421 + 0.287682072451781)
    #expect(relativeError(try cell.evaluate().report.loss.box, reference: expected) < 1e-13)
  }

  @Test("an anchor of several boxes has a term for each")
  func severalBoxes() throws {
    var cell = OneCell.box(.overlap(.iou, form: .oneMinus))
    cell.boxes = [Self.target]
    let one = try cell.evaluate()
    cell.boxes = [Self.target, Self.target]
    let two = try cell.evaluate()
    #expect(two.report.loss.box == 2 * one.report.loss.box)
    #expect(two.report.loss.objectness == one.report.loss.objectness)
    #expect(two.report.loss.classification == one.report.loss.classification)
    #expect(two.gradient[0...3] == (one.gradient[0...3].map { 2 * $0 })[...])
    #expect(two.report.scales[0].matches == 2)
    #expect(two.report.scales[0].counts.positives == 1)
  }
}
