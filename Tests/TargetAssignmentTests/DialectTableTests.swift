import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// Six boxes at 416 × 416 with the COCO anchors, and what each framework's own code made of them.
@Suite("Rules on the boxes that the frameworks were compared with")
struct DialectTableTests {
  static let boxes: [[Double]] = [
    [200, 200, 100, 100], [300, 300, 6, 6], [203.9, 203.9, 20, 20], [200.1, 200.1, 20, 20],
    [208, 208, 400, 390], [300, 200, 8, 120],
  ]

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let choice: AssignmentChoice
    /// How many anchors each box gets.
    let counts: [Int]
  }

  static let rows = [
    Row(
      testDescription: "reference",
      choice: LossComponents.of(dialect: "reference").assignment,
      counts: [3, 1, 3, 3, 1, 1]
    ),
    Row(
      testDescription: "zzh8829, darknet without iou_thresh",
      choice: LossComponents.of(dialect: "zzh8829").assignment,
      counts: [1, 1, 1, 1, 1, 1]
    ),
    Row(
      testDescription: "darknet with iou_thresh .213",
      choice: LossComponents.of(dialect: "darknet-alexeyab-ciou").assignment,
      counts: [4, 1, 4, 4, 1, 1]
    ),
    Row(
      testDescription: "eriklindernoren",
      choice: LossComponents.of(dialect: "eriklindernoren").assignment,
      counts: [6, 1, 5, 5, 2, 1]
    ),
    Row(
      testDescription: "ultralytics",
      choice: LossComponents.of(dialect: "ultralytics").assignment,
      counts: [12, 1, 15, 15, 2, 2]
    ),
    Row(
      testDescription: "mmdetection",
      choice: LossComponents.of(dialect: "mmdetection").assignment,
      counts: [2, 1, 2, 1, 1, 1]
    ),
  ]

  static func assigned(_ box: [Double], _ choice: AssignmentChoice) throws -> ObjectAssignment {
    let object = TestAssigner.object(box[0], box[1], box[2], box[3])
    return try TestAssigner.assigner(choice)([object]).assigned[0]
  }

  @Test("how many anchors each box gets", arguments: rows)
  func counts(_ row: Row) throws {
    let counts = try Self.boxes.map { try Self.assigned($0, row.choice).matches.count }
    #expect(counts == row.counts)
  }

  @Test("the best anchor of each box, which four frameworks agree on")
  func best() throws {
    let best = [
      [2, 6, 6, 0], [0, 37, 37, 0], [0, 25, 25, 1], [0, 25, 25, 1], [2, 6, 6, 2], [1, 18, 12, 0],
    ]
    for choice in [
      "zzh8829", "darknet-pjreddie", "darknet-alexeyab-mse", "paddledetection",
    ].map({ LossComponents.of(dialect: $0).assignment }) {
      for (box, place) in zip(Self.boxes, best) {
        #expect(try TargetAssignerTests.places(Self.assigned(box, choice)) == [place])
      }
    }
    // The extras come beside the same best.
    for (box, place) in zip(Self.boxes, best) {
      let assigned = try Self.assigned(
        box,
        LossComponents.of(dialect: "darknet-alexeyab-ciou").assignment
      )
      let found = assigned.matches.filter { $0.reason == .best }.map(\.site)
      #expect(found.map { [$0.scale, $0.column, $0.row, $0.anchor] } == [place])
    }
  }
}
