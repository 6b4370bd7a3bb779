import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Testing

/// The target's centre stands at 18/32 and 14/32 of the cell; its sides are 20/16 and 12/16 of the
/// anchor's.
@Suite("Offset terms")
struct OffsetTermsTests {
  static let target = CenterBox<Double>(centerX: 18, centerY: 14, width: 20, height: 12)

  static let logits = [0.5, -0.3, 0.4, -0.1]

  static func cell(_ center: CenterTerm, _ size: SizeTerm) -> OneCell {
    var cell = OneCell.box(.offsets(center: center, size: size))
    cell.logits.replaceSubrange(0..<4, with: logits)
    cell.boxes = [target]
    return cell
  }

  static let centers: [(loss: CenterTermLoss, value: Double, gradient: [Double])] = [
    (.bce, 0.692826984180107 + 0.685605244468527, [0.0599593312018546, -0.011942516811659]),
    (
      .squared, 0.00359512139817369 + 0.000142623707796757,
      [0.0281813308271214, -0.005838894994233]
    ),
    (.l1, 0.0599593312018546 + 0.011942516811659, [0.235003712201594, -0.244458311690746]),
  ]

  @Test("centres", arguments: centers.indices)
  func center(index: Int) throws {
    let expected = Self.centers[index]
    let cell = Self.cell(CenterTerm(expected.loss, weight: 3), SizeTerm(.squared, weight: 0))
    let (report, gradient) = try cell.evaluate()
    #expect(relativeError(report.loss.box, reference: 3 * expected.value) < 1e-12)
    for (value, reference) in zip(gradient, expected.gradient) {
      #expect(relativeError(value, reference: 3 * reference) < 1e-11)
    }
    #expect(gradient[2...3] == [0, 0])
  }

  static let sizes: [(loss: SizeLoss, value: Double, gradient: [Double])] = [
    (
      .squared, 0.0312782034417496 + 0.0352245603197955, [0.353712897371581, 0.375364144903562]
    ),
    (
      .halfSquared, (0.0312782034417496 + 0.0352245603197955) / 2,
      [0.17685644868579, 0.187682072451781]
    ),
    (.l1, 0.17685644868579 + 0.187682072451781, [1, 1]),
  ]

  @Test("sides", arguments: sizes.indices)
  func size(index: Int) throws {
    let expected = Self.sizes[index]
    let cell = Self.cell(CenterTerm(.bce, weight: 0), SizeTerm(expected.loss, weight: 2))
    let (report, gradient) = try cell.evaluate()
    #expect(relativeError(report.loss.box, reference: 2 * expected.value) < 1e-12)
    for (value, reference) in zip(gradient[2...], expected.gradient) {
      #expect(relativeError(value, reference: 2 * reference) < 1e-12)
    }
    #expect(gradient[0...1] == [0, 0])
  }

  @Test("a side below the least side is aimed at as that")
  func leastSide() throws {
    func loss(_ least: Double?, height: Double) throws -> Double {
      var cell = Self.cell(CenterTerm(.bce, weight: 0), SizeTerm(.l1, leastSide: least))
      cell.logits.replaceSubrange(2..<4, with: [0, 0])
      cell.boxes = [CenterBox(centerX: 16, centerY: 16, width: 16, height: height)]
      return try cell.evaluate().report.loss.box
    }
    // The anchor's side is 16: ln 16 of one pixel, ln 32 of half a pixel.
    #expect(relativeError(try loss(1, height: 0.5), reference: 2.77258872223978) < 1e-12)
    #expect(relativeError(try loss(nil, height: 0.5), reference: 3.46573590279973) < 1e-12)
    #expect(try loss(1, height: 4) == loss(nil, height: 4))
  }

  @Test("a centre near the cell's edge is clamped")
  func clamp() throws {
    func loss(_ clamp: Double?) throws -> Double {
      var cell = Self.cell(CenterTerm(.bce, clamp: clamp), SizeTerm(.l1, weight: 0))
      cell.logits[1] = 0
      cell.boxes = [CenterBox(centerX: 31, centerY: 16, width: 16, height: 16)]
      // A logit of zero against the middle of the cell costs ln 2.
      return try cell.evaluate().report.loss.box - 0.693147180559945
    }
    #expect(relativeError(try loss(0.1), reference: 0.524076984180107) < 1e-12)
    #expect(relativeError(try loss(nil), reference: 0.489701984180107) < 1e-12)
    #expect(relativeError(try loss(0.01), reference: 0.489701984180107) < 1e-12)
  }

  @Test("at its kink an absolute error is flat")
  func kink() throws {
    var cell = Self.cell(CenterTerm(.l1), SizeTerm(.l1))
    cell.logits.replaceSubrange(0..<4, with: [0, 0, 0, 0])
    cell.boxes = [CenterBox(centerX: 16, centerY: 16, width: 16, height: 16)]
    let (report, gradient) = try cell.evaluate()
    #expect(report.loss.box == 0)
    #expect(gradient[0...3] == [0, 0, 0, 0])
  }
}
