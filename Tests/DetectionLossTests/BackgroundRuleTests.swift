import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Testing

/// The prediction has its corners at 8 and 24; the guard covers its upper half, an IoU of exactly
/// one half.
@Suite("The background rule")
struct BackgroundRuleTests {
  static let upperHalf = CornerBox<Double>(minX: 8, minY: 8, maxX: 24, maxY: 16)

  /// Whether the anchor is background, with these choices.
  static func isBackground(
    _ choice: BackgroundChoice,
    guards: [CornerBox<Double>] = [upperHalf],
    logits: [Double] = [0, 0, 0, 0, 0, 0, 0]
  ) throws -> Bool {
    var components = LossComponents.reference
    components.background = choice
    var cell = OneCell(components, logits: logits)
    cell.guards = guards
    let (report, gradient) = try cell.evaluate()
    let counts = report.scales[0].counts
    #expect(counts.positives == 0)
    #expect(counts.background + counts.ignored == 1)
    // An ignored anchor costs nothing and teaches nothing.
    #expect((report.loss.total > 0) == (counts.background == 1))
    #expect((gradient[4] != 0) == (counts.background == 1))
    return counts.background == 1
  }

  @Test("an overlap exactly at the threshold is what the choice says")
  func atThreshold() throws {
    #expect(try !Self.isBackground(BackgroundChoice(iouThreshold: 0.5, atThreshold: .ignored)))
    #expect(try Self.isBackground(BackgroundChoice(iouThreshold: 0.5, atThreshold: .background)))
    for side in [ThresholdSide.ignored, .background] {
      let (below, above) = (0.5.nextDown, 0.5.nextUp)
      #expect(try !Self.isBackground(BackgroundChoice(iouThreshold: below, atThreshold: side)))
      #expect(try Self.isBackground(BackgroundChoice(iouThreshold: above, atThreshold: side)))
    }
  }

  @Test("without objects every anchor is background; of several one is enough to ignore it")
  func objects() throws {
    #expect(try Self.isBackground(BackgroundChoice(iouThreshold: 0), guards: []))
    let far = CornerBox<Double>(minX: 100, minY: 100, maxX: 110, maxY: 110)
    #expect(try Self.isBackground(BackgroundChoice(), guards: [far, far]))
    #expect(try !Self.isBackground(BackgroundChoice(), guards: [far, Self.upperHalf]))
  }

  @Test("a class gate lets an anchor of no opinion be background")
  func classGate() throws {
    func isBackground(gate: Double, _ logits: [Double]) throws -> Bool {
      try Self.isBackground(BackgroundChoice(classGate: gate), logits: [0, 0, 0, 0, 0] + logits)
    }
    #expect(try isBackground(gate: 0.5, [-3, 0]))
    #expect(try !isBackground(gate: 0.5.nextDown, [-3, 0]))
    #expect(try !isBackground(gate: 0.25, [-3, 2]))
    #expect(try isBackground(gate: 0.25, [-3, -2]))
  }

  @Test("the anchor's own overlap does not move with the prediction")
  func anchorOverlap() throws {
    // Pushed to the cell's right edge: the prediction's IoU with the guard is 0.
    let logits = [100.0, 0, 0, 0, 0, 0, 0]
    let prediction = BackgroundChoice(overlapOf: .prediction)
    #expect(try Self.isBackground(prediction, logits: logits))
    let anchor = BackgroundChoice(overlapOf: .anchor)
    #expect(try !Self.isBackground(anchor, logits: logits))
  }
}
