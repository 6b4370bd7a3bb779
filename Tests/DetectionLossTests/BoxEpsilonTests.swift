import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Testing

/// Boxes of 16 × 16 around (16, 16) and of 20 × 12 around (18, 14) in an input of 32 × 32 pixels
/// with cells as large: they share 192 of 304 square pixels, and their enclosure has 320.
@Suite("The epsilon of a box term")
struct BoxEpsilonTests {
  static func loss(_ measure: OverlapMeasure, _ epsilon: BoxEpsilon?) throws -> Double {
    var cell = OneCell.box(.overlap(measure, form: .oneMinus, epsilon: epsilon))
    cell.boxes = [CenterBox(centerX: 18, centerY: 14, width: 20, height: 12)]
    return try cell.evaluate().report.loss.box
  }

  @Test("is counted in square pixels, cells or fractions, at each place")
  func units() throws {
    let expected: [(OverlapMeasure, BoxEpsilon, Double)] = [
      (.iou, BoxEpsilon(16), 192.0 / 320), (.iou, BoxEpsilon(16 / 1024.0, .cells), 192.0 / 320),
      (.iou, BoxEpsilon(16 / 1024.0, .fractions), 192.0 / 320),
      (.iou, BoxEpsilon(16, addedTo: [.enclosure, .diagonal]), 192.0 / 304),
      (.generalized, BoxEpsilon(16), 192.0 / 320),
      (.generalized, BoxEpsilon(80, addedTo: [.enclosure]), 192.0 / 304 - 96.0 / 400),
      // The centres are √8 apart, the enclosure is 20 × 16.
      (.distance, BoxEpsilon(144, addedTo: [.diagonal]), 192.0 / 304 - 8.0 / 800),
    ]
    for (measure, epsilon, overlap) in expected {
      let loss = try Self.loss(measure, epsilon)
      #expect(relativeError(loss, reference: 1 - overlap) < 1e-14, "\(measure) \(epsilon)")
    }
    #expect(try Self.loss(.iou, nil) == 1 - 192.0 / 304)
    #expect(try Self.loss(.iou, BoxEpsilon(0)) == 1 - 192.0 / 304)
  }

  @Test("the objectness target is the overlap with the epsilon")
  func target() throws {
    var cell = OneCell.box(.overlap(.iou, form: .oneMinus, epsilon: BoxEpsilon(16)))
    cell.components.objectness = ObjectnessChoice(target: .overlap(share: 1), focal: nil)
    cell.boxes = [CenterBox(centerX: 18, centerY: 14, width: 20, height: 12)]
    #expect(relativeError(try cell.evaluate().gradient[4], reference: 0.5 - 0.6) < 1e-14)
  }
}
