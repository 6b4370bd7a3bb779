import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Boxes that a loss takes otherwise than expected")
struct ObjectWarningTests {
  static func warnings(
    _ x: Double,
    _ y: Double,
    _ width: Double = 10,
    _ height: Double = 10,
    isPositive: Bool = true
  ) throws -> [Diagnostic] {
    let detector = try TestAssigner.assigner(width: 128, height: 64).detector
    return detector.warnings(
      about: CenterBox(centerX: x, centerY: y, width: width, height: height),
      isAssigned: true,
      isPositive: isPositive,
      at: Place(parts: ["box 1"])
    )
  }

  @Test(
    "a centre beyond any edge, or on the right or lower one",
    arguments: [[-0.5, 10], [128, 10], [128.5, 63], [10, -0.001], [10, 64], [300, 300]]
  )
  func outside(center: [Double]) throws {
    let found = try Self.warnings(center[0], center[1])
    #expect(found.map(\.code) == ["object.center-outside"])
    #expect(
      found.map(\.description) == [
        """
        box 1: found the centre (\(center[0]), \(center[1])) outside the network input of 128x64, \
        in no cell of its grids; the nearest cell takes it
        """
      ]
    )
  }

  @Test("a centre within says nothing, whatever the box", arguments: [[0.0, 0], [127.99, 63.99]])
  func inside(center: [Double]) throws {
    #expect(try Self.warnings(center[0], center[1], 120, 100).isEmpty)
  }

  @Test("an area of more than twice the input's, only where the weight counts")
  func area() throws {
    #expect(try Self.warnings(64, 32, 256, 64).isEmpty)
    let found = try Self.warnings(64, 32, 256, 65)
    #expect(found.map(\.code) == ["object.negative-weight"])
    #expect(
      found.map(\.message) == [
        """
        found an area of 16640.0 square pixels, more than twice that of the network input of \
        128x64, so the small-box weight, 2 - area / input area, is negative and the loss rewards a \
        worse box; check the box and the fit, or set "small_box_weight" to false
        """
      ]
    )
    #expect(try Self.warnings(64, 32, 256, 65, isPositive: false).isEmpty)
    #expect(try Self.warnings(-1, 32, 1e9, 1e9).count == 2)
  }

  @Test("anchors that predict several boxes are told from those that predict one")
  func multiObject() throws {
    for (policy, count) in [
      (CollisionPolicy.last, 0), (.lastBoxAllClasses, 0), (.allBoxesAllClasses, 3), (.both, 3),
    ] {
      let assigner = try TestAssigner.assigner(AssignmentChoice(collision: policy))
      let anchors = try assigner(TargetAssignerTests.rivals).multiObjectAnchors
      #expect(anchors.map(\.objects) == Array(repeating: [0, 1, 2], count: count))
    }
  }

  @Test("an object that got one anchor twice has it alone")
  func twice() throws {
    let assigner = try TestAssigner.assigner(
      AssignmentChoice(rule: .sizeRatio(below: 4, neighborCells: true), collision: .both)
    )
    // Its centre lies on the edge between two cells of every scale.
    let anchors = try assigner([TestAssigner.object(64, 72, 20, 20)]).multiObjectAnchors
    #expect(!anchors.isEmpty)
    #expect(anchors.allSatisfy { Set($0.objects) == [0] })
  }
}
