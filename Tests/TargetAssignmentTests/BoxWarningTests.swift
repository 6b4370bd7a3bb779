import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Boxes that a loss takes otherwise than expected")
struct BoxWarningTests {
  static let input = PixelSize(width: 128, height: 64)

  static func warnings(
    _ x: Double,
    _ y: Double,
    _ width: Double = 10,
    _ height: Double = 10,
    smallBoxWeight: Bool = true
  ) -> [BoxWarning] {
    BoxWarning.warnings(
      of: CenterBox(centerX: x, centerY: y, width: width, height: height),
      input: input,
      smallBoxWeight: smallBoxWeight
    )
  }

  @Test(
    "a centre beyond any edge, or on the right or lower one",
    arguments: [[-0.5, 10], [128, 10], [128.5, 63], [10, -0.001], [10, 64], [300, 300]]
  )
  func outside(center: [Double]) {
    let found = Self.warnings(center[0], center[1])
    #expect(found == [.centerOutside(x: center[0], y: center[1], input: Self.input)])
    #expect(
      found.map { "\($0)" } == [
        """
        the centre (\(center[0]), \(center[1])) lies outside the network input of 128x64, in no \
        cell of its grids
        """
      ]
    )
  }

  @Test("a centre within says nothing, whatever the box", arguments: [[0.0, 0], [127.99, 63.99]])
  func inside(center: [Double]) {
    #expect(Self.warnings(center[0], center[1], 120, 100).isEmpty)
  }

  @Test("an area of more than twice the input's, only where the weight counts")
  func area() {
    #expect(Self.warnings(64, 32, 256, 64).isEmpty)
    let found = Self.warnings(64, 32, 256, 65)
    #expect(found == [.negativeSizeWeight(area: 256 * 65, input: Self.input)])
    #expect(
      found.map { "\($0)" } == [
        """
        the area of 16640.0 square pixels is more than twice that of the network input of 128x64, \
        so the small-box weight, 2 - area / input area, is negative and the loss rewards a worse \
        box; check the box and the fit, or set "small_box_weight" to false
        """
      ]
    )
    #expect(Self.warnings(64, 32, 256, 65, smallBoxWeight: false).isEmpty)
    #expect(Self.warnings(-1, 32, 1e9, 1e9).count == 2)
  }

  @Test("anchors that shall predict several boxes are told from those that predict one")
  func crowded() throws {
    for (policy, count) in [
      (CollisionPolicy.last, 0), (.lastBoxAllClasses, 0), (.allBoxesAllClasses, 3), (.both, 3),
    ] {
      let assigner = try TargetAssignerTests.assigner(AssignmentChoice(collision: policy))
      let crowded = try assigner(TargetAssignerTests.rivals).crowdedAnchors
      #expect(crowded.map(\.boxes) == Array(repeating: [0, 1, 2], count: count))
    }
  }

  @Test("an object that got one anchor twice crowds it alone")
  func twice() throws {
    let assigner = try TargetAssignerTests.assigner(
      AssignmentChoice(rule: .sizeRatio(below: 4, neighborCells: true), collision: .both)
    )
    // Its centre lies on the edge between two cells of every scale.
    let crowded = try assigner([TargetAssignerTests.object(64, 72, 20, 20)]).crowdedAnchors
    #expect(!crowded.isEmpty)
    #expect(crowded.allSatisfy { Set($0.boxes) == [0] })
  }
}
