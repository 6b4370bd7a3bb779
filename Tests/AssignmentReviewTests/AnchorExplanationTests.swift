import AssignmentReview
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Explaining an anchor")
struct AnchorExplanationTests {
  static let object = TestAssigner.object(24, 24, 16, 16)

  static func explanation(
    _ background: BackgroundChoice = BackgroundChoice()
  ) throws -> AssignmentExplanation {
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16), (64, 16)])]
    return try TestAssigner.assigner(width: 64, height: 48, scales: scales, background: background)
      .explanation(of: [object])
  }

  static func site(_ row: Int, _ column: Int, _ anchor: Int) -> AnchorSite {
    AnchorSite(scale: 0, row: row, column: column, anchor: anchor)
  }

  @Test("says who has it, who was refused, or that nobody looked")
  func sentences() throws {
    let explanation = try Self.explanation()
    #expect(
      "\(explanation.anchor(Self.site(1, 1, 0)))" == """
        s, row 1, column 1, anchor 0: positive, predicts object 0
          object 0 taken: IoU 1 exceeds 0.3
        """
    )
    #expect(
      "\(explanation.anchor(Self.site(1, 1, 1)))" == """
        s, row 1, column 1, anchor 1: predicts no object
          object 0 refused: IoU 0.25, below 0.3 by 0.05
        """
    )
    #expect(
      "\(explanation.anchor(Self.site(2, 3, 1)))" == """
        s, row 2, column 3, anchor 1: predicts no object
          no object was compared with it: none has its centre where the rule looks
        """
    )
  }

  @Test("background or ignored, as soon as there is a prediction")
  func prediction() throws {
    func state(
      _ choice: BackgroundChoice,
      _ box: CornerBox<Double>? = nil,
      probability: Double = 1
    ) throws -> AnchorExplanation.State {
      let predictions = box.map { box in
        ImagePredictions { _ in
          AnchorPrediction(box: box, objectness: 1, classProbabilities: [0, probability])
        }
      }
      return try Self.explanation(choice).anchor(Self.site(0, 0, 1), predictions: predictions).state
    }
    let half = CornerBox(minX: 16.0, minY: 16, maxX: 32, maxY: 24)
    #expect(try state(BackgroundChoice()) == .undecided)
    #expect(try state(BackgroundChoice(against: .none)) == .negative(nearest: nil))
    guard case .ignored(let overlap) = try state(BackgroundChoice(), half) else {
      Issue.record("an overlap of the threshold itself is ignored")
      return
    }
    #expect(overlap.object == 0 && overlap.iou == 0.5)
    #expect(
      try state(BackgroundChoice(atThreshold: .background), half) == .negative(nearest: overlap)
    )
    #expect(try state(BackgroundChoice(iouThreshold: 0.6), half) == .negative(nearest: overlap))
    let gated = BackgroundChoice(classGate: 0.25)
    #expect(try state(gated, half, probability: 0.25) == .negative(nearest: overlap))
    #expect(try state(gated, half, probability: 0.26) == .ignored(overlap))
    // The anchor's own box around (8, 8) shares nothing with the object.
    guard case .negative(let own?) = try state(BackgroundChoice(overlapOf: .anchor)) else {
      Issue.record("the anchor itself needs no prediction")
      return
    }
    #expect(own.iou == 0)
    #expect("\(AnchorExplanation.State.ignored(overlap))" == "ignored: overlaps object 0 by 0.5")
    #expect(
      "\(AnchorExplanation.State.negative(nearest: overlap))"
        == "negative: overlaps object 0 most, by 0.5"
    )
  }
}
