import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Assigning objects to anchors")
struct TargetAssignerTests {
  /// Sites as `[scale, column, row, anchor]`.
  static func places(_ assignment: ObjectAssignment) -> [[Int]] {
    assignment.matches.map { [$0.site.scale, $0.site.column, $0.site.row, $0.site.anchor] }
  }

  // MARK: - Worked examples

  struct Example: Sendable {
    let box: [Double]
    let places: [[Int]]
    let ious: [Double]
    let isFallback: Bool
  }

  /// The boxes with which the dialects were compared; places are scale, column, row, anchor.
  static let examples = [
    Example(
      box: [200, 200, 100, 100],
      places: [[1, 12, 12, 2], [2, 6, 6, 0], [2, 6, 6, 1]],
      ious: [0.530528, 0.741056, 0.323750],
      isFallback: false
    ),
    Example(
      box: [300, 300, 6, 6],
      places: [[0, 37, 37, 0]],
      ious: [0.276923],
      isFallback: true
    ),
    Example(
      box: [203.9, 203.9, 20, 20],
      places: [[0, 25, 25, 0], [0, 25, 25, 1], [0, 25, 25, 2]],
      ious: [0.325, 0.571429, 0.527009],
      isFallback: false
    ),
    Example(
      box: [200.1, 200.1, 20, 20],
      places: [[0, 25, 25, 0], [0, 25, 25, 1], [0, 25, 25, 2]],
      ious: [0.311881, 0.471572, 0.436183],
      isFallback: false
    ),
    Example(
      box: [208, 208, 400, 390],
      places: [[2, 6, 6, 2]],
      ious: [0.779474],
      isFallback: false
    ),
    Example(
      box: [300, 200, 8, 120],
      places: [[1, 18, 12, 0]],
      ious: [0.211990],
      isFallback: true
    ),
  ]

  @Test("the reference's rule on known boxes, its fallback in the right cell", arguments: examples)
  func known(_ example: Example) throws {
    let box = example.box
    let result = try TestAssigner.assigner()([TestAssigner.object(box[0], box[1], box[2], box[3])])
    #expect(result.assigned.count == 1)
    #expect(Self.places(result.assigned[0]) == example.places)
    #expect(result.assigned[0].isFallback == example.isFallback)
    #expect(result.positives.map(\.site) == result.assigned[0].matches.map(\.site))
    #expect(result.collisions.isEmpty)
    for (match, iou) in zip(result.assigned[0].matches, example.ious) {
      #expect(abs(match.iou - iou) < 1e-6)
    }
  }

  @Test("no object needs no anchor")
  func none() throws {
    let result = try TestAssigner.assigner()([])
    #expect(result.assigned.isEmpty && result.positives.isEmpty && result.collisions.isEmpty)
    #expect(result.objects(onScale: 0).isEmpty)
  }

  @Test("the threshold itself does not pass")
  func threshold() throws {
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16), (16, 8)])]
    // Exactly one half with the second anchor.
    let object = TestAssigner.object(24, 24, 16, 16)
    func anchors(_ threshold: Double) throws -> [Int] {
      let choice = AssignmentChoice(rule: .anchorIoU(threshold: threshold))
      return try TestAssigner.assigner(choice, width: 64, height: 48, scales: scales)([object])
        .assigned[0].matches.map(\.site.anchor)
    }
    #expect(try anchors(0.5.nextDown) == [0, 1])
    #expect(try anchors(0.5) == [0])
    // Nothing exceeds 1, so the best is taken.
    #expect(try anchors(1) == [0])
  }

  @Test("the best of all is the first of equals, in the order of scales and anchors")
  func equals() throws {
    let choice = AssignmentChoice(rule: .anchorIoU(threshold: 0.9))
    let scales = [
      DetectionScale(name: "a", stride: 32, anchorSides: [(100, 1), (64, 32), (32, 64)]),
      DetectionScale(name: "b", stride: 32, anchorSides: [(32, 64)]),
    ]
    let result = try TestAssigner.assigner(choice, scales: scales)([
      TestAssigner.object(16, 16, 32, 32)
    ])
    #expect(result.assigned[0].isFallback)
    #expect(Self.places(result.assigned[0]) == [[0, 0, 0, 1]])
  }

  // MARK: - Edges of the input

  @Test("a centre on or beyond the right or bottom edge belongs to the last cell")
  func farEdges() throws {
    for (x, y) in [(416.0, 416.0), (425, 425), (416, 440), (430, 416)] {
      let object = TestAssigner.object(x, y, 60, 60)
      let result = try TestAssigner.assigner()([object])
      #expect(!result.assigned[0].matches.isEmpty)
      for match in result.assigned[0].matches {
        let last = [51, 25, 12][match.site.scale]
        #expect(match.site.column == last && match.site.row == last)
        // Compared with the anchor around the cell that the grid does not have.
        let scale = DetectionScale.yolov3[match.site.scale]
        let stride = Double(scale.stride)
        let anchor = TestAssigner.object(
          ((x / stride).rounded(.down) + 0.5) * stride,
          ((y / stride).rounded(.down) + 0.5) * stride,
          scale.anchors[match.site.anchor].width,
          scale.anchors[match.site.anchor].height
        )
        #expect(match.iou == object.box.iou(with: anchor.box))
      }
    }
  }

  @Test("a centre beyond the left or top edge belongs to the first cell")
  func nearEdges() throws {
    let result = try TestAssigner.assigner()([TestAssigner.object(-10, -20, 60, 60)])
    #expect(!result.assigned[0].matches.isEmpty)
    #expect(result.assigned[0].matches.allSatisfy { $0.site.column == 0 && $0.site.row == 0 })
  }

  @Test("a box of astronomic size has a cell too")
  func astronomic() throws {
    let result = try TestAssigner.assigner()([
      LabeledBox(box: CornerBox(minX: -10, minY: 5, maxX: 0x1p60, maxY: 10), classID: 0)
    ])
    // The widest anchor shares most with it.
    #expect(Self.places(result.assigned[0]) == [[2, 12, 0, 2]])
  }

  @Test("width and height are not confused in inputs that are no square")
  func notSquare() throws {
    let wide = try TestAssigner.assigner(width: 608, height: 320)
    let tall = try TestAssigner.assigner(width: 320, height: 608)
    let lying = try wide([TestAssigner.object(600, 100, 20, 20)]).assigned[0].matches.map(\.site)
    let standing = try tall([TestAssigner.object(100, 600, 20, 20)]).assigned[0].matches.map(\.site)
    #expect(lying.map(\.column) == [75, 75, 75] && lying.map(\.row) == [12, 12, 12])
    #expect(standing.map(\.column) == [12, 12, 12] && standing.map(\.row) == [75, 75, 75])
    #expect(throws: Diagnostic.self) { try wide([TestAssigner.object(100, 600, 20, 20)]) }
  }

  @Test("a centre on a cell's edge belongs to the cell after it, whatever the stride")
  func strides() throws {
    for stride in [7, 10, 12, 24, 49] {
      let scales = [
        DetectionScale(name: "s", stride: stride, anchorSides: [(Double(stride), Double(stride))])
      ]
      let assigner = try TestAssigner.assigner(
        width: stride * 60,
        height: stride * 50,
        scales: scales
      )
      for cell in 1..<50 {
        let edge = Double(cell * stride)
        for (x, column) in [(edge, cell), (edge - 0x1p-20, cell - 1)] {
          let site = try assigner([TestAssigner.object(x, edge, 4, 4)]).positives[0].site
          #expect(site.column == column && site.row == cell)
        }
      }
    }
  }

  @Test("sizes compared at a common corner may choose another anchor than around one centre")
  func cornerCIoU() throws {
    let sides: [(Double, Double)] = [(12, 16), (36, 75), (40, 28)]
    let object = TestAssigner.object(50, 50, 8, 56)
    // An object of 8 x 56: the IoU of sizes of each anchor, and their CIoU at a common corner.
    let expected: [(rule: AssignmentRule, values: [Double], best: Int)] = [
      (.bestAnchor, [0.25, 0.165925925925926, 0.166666666666667], 0),
      (
        .bestAnchor(by: .cornerCIoU), [0.114624229722442, 0.122922746895474, 0.00459540624029259],
        1
      ),
    ]
    for (rule, values, best) in expected {
      let assigner = try TestAssigner.assigner(
        AssignmentChoice(rule: rule, collision: .last),
        scales: [DetectionScale(name: "s", stride: 16, anchorSides: sides)]
      )
      #expect(try assigner([object]).positives.map(\.anchor) == [best])
      let candidates = try assigner.candidates(among: [object], nil, isExplained: true) { _ in
        Place(parts: ["object"])
      }(0)
      for (candidate, value) in zip(candidates, values) {
        #expect(abs(candidate.measure.value - value) < 1e-14)
      }
    }
  }
}
