import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Testing

/// Boxes of 16 × 16 around (16, 16) and of 20 × 12 around (18, 14): they share 192 of 304 square
/// pixels, and their enclosure has 320.
@Suite("Overlap terms")
struct OverlapTermTests {
  static let target = CenterBox<Double>(centerX: 18, centerY: 14, width: 20, height: 12)

  static let overlaps: [(overlap: OverlapMeasure, value: Double)] = [
    (.iou, 192.0 / 304), (.generalized, 192.0 / 304 - 16.0 / 320), (.distance, 0.619383825417201),
    (.complete(alpha: .heldConstant), 0.617877482190088),
    (.complete(alpha: .differentiated), 0.617877482190088), (.efficient, 0.516883825417201),
    (.scylla, 0.617115212825415), (.alpha(AlphaIoU(power: 3)), 0.251931768479370),
  ]

  @Test("one minus the overlap, or its square, times the weight", arguments: overlaps.indices)
  func values(index: Int) throws {
    let (overlap, value) = Self.overlaps[index]
    for (form, expected) in [
      (OverlapForm.oneMinus, 1 - value), (.oneMinusSquare, 1 - value * value),
    ] {
      var cell = OneCell.box(.overlap(overlap, form: form), weight: 2)
      cell.boxes = [Self.target]
      let loss = try cell.evaluate().report.loss
      #expect(relativeError(loss.box, reference: 2 * expected) < 1e-12)
    }
  }

  @Test("the derivative of IoU goes through the decoding")
  func gradient() throws {
    var cell = OneCell.box(.overlap(.iou, form: .oneMinus))
    cell.boxes = [Self.target]
    let gradient = try cell.evaluate().gradient
    // The target's left and top edges coincide with the prediction's, so each moves half of the
    // shared area with it. Right: dI = 0 inside; bottom: outside. dU = dA - dI.
    //   dI/dcx = 12 (-1/2 + 1),  dI/dcy = 16 (-1/2);  dA/dw = 16,  dI/dw = 12 (1/4 + 1/2)
    let (shared, covered) = (192.0, 304.0)
    func derivative(_ dShared: Double, _ dArea: Double) -> Double {
      -(dShared * covered - shared * (dArea - dShared)) / (covered * covered)
    }
    let perCenter = 32 * 0.25
    let perSide = 16.0
    let expected = [
      derivative(6, 0) * perCenter, derivative(-8, 0) * perCenter, derivative(9, 16) * perSide,
      derivative(4, 16) * perSide,
    ]
    for (value, reference) in zip(gradient, expected) {
      #expect(relativeError(value, reference: reference) < 1e-12)
    }
  }
}
