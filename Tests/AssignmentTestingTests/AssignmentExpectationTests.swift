import AssignmentTesting
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Expectations of an assignment")
struct AssignmentExpectationTests {
  /// One scale of 3 × 4 cells with two anchors; object 1 takes the anchor that object 0 also gets.
  static func expectation(
    _ policy: CollisionPolicy = .last
  ) throws -> AssignmentExpectation {
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16), (64, 16)])]
    var components = LossComponents.reference
    components.assignment.collision = policy
    let detector = try Detector.of(
      scales,
      width: 64,
      height: 48,
      classes: 2,
      components: components
    )
    return try AssignmentExpectation(by: TargetAssigner(detector), of: [object(16), object(12)])
  }

  /// An object around (24, 24), 16 pixels wide.
  static func object(_ height: Double) -> LabeledBox {
    let box = CornerBox(minX: 16, minY: 24 - height / 2, maxX: 32, maxY: 24 + height / 2)
    return LabeledBox(box: box, classID: height == 16 ? 0 : 1)
  }

  static let site = AnchorSite(scale: 0, row: 1, column: 1, anchor: 0)

  @Test("what is as expected has no answer")
  func fulfilled() throws {
    let expectation = try Self.expectation()
    let object = expectation.object(1)
    #expect(object.whyNotPredicted(byScale: "s", row: 1, column: 1, anchor: 0) == nil)
    #expect(object.whyPredicted(byScale: "s", row: 1, column: 1, anchor: 1) == nil)
    #expect(object.whyNotPredicted(byExactly: [Self.site]) == nil)
    #expect(expectation.object(0).whyNotPredicted(byExactly: []) == nil)
    #expect(expectation.whyNotUnassigned([0]) == nil)
    #expect(expectation.whyNotEqual(toPositives: [Self.site: 1]) == nil)
    let shared = try Self.expectation(.both)
    #expect(shared.whyNotUnassigned() == nil)
    #expect(shared.whyNotEqual(toPositives: [Self.site: 0]) == nil)
  }

  static let candidatesOfFirst = """
    object 0, class 0, (16, 16) to (32, 32): no anchor, all that it was given went to other objects
      s, row 1, column 1, anchor 0: lost to object 1, which comes later: IoU 1 exceeds 0.3
      s, row 1, column 1, anchor 1: refused: IoU 0.25, below 0.3 by 0.05
    """

  @Test("an anchor that does not predict the object: why, and all its candidates")
  func notPredicted() throws {
    let object = try Self.expectation().object(0)
    #expect(
      object.whyNotPredicted(byScale: "s", row: 1, column: 1, anchor: 0) == """
        s, row 1, column 1, anchor 0 does not predict object 0; object 0 lost to object 1, which \
        comes later: IoU 1 exceeds 0.3
        \(Self.candidatesOfFirst)
        """
    )
    #expect(
      object.whyNotPredicted(byScale: "s", row: 2, column: 3, anchor: 1) == """
        s, row 2, column 3, anchor 1 does not predict object 0; object 0 was not compared with it: \
        on this scale its centre lies in row 1, column 1
        \(Self.candidatesOfFirst)
        """
    )
    #expect(
      object.whyNotPredicted(byExactly: [Self.site]) == """
        s, row 1, column 1, anchor 0 does not predict object 0; object 0 lost to object 1, which \
        comes later: IoU 1 exceeds 0.3
        \(Self.candidatesOfFirst)
        """
    )
  }

  @Test("an anchor that predicts the object against all expectation")
  func predicted() throws {
    let expectation = try Self.expectation()
    let candidates = """
      object 1, class 1, (16, 18) to (32, 30): 1 anchor of 2 candidates
        s, row 1, column 1, anchor 0: taken: IoU 0.75 exceeds 0.3
        s, row 1, column 1, anchor 1: refused: IoU 0.1875, below 0.3 by 0.1125
      """
    #expect(
      expectation.object(1).whyPredicted(byScale: "s", row: 1, column: 1, anchor: 0) == """
        s, row 1, column 1, anchor 0 predicts object 1; object 1 taken: IoU 0.75 exceeds 0.3
        \(candidates)
        """
    )
    #expect(
      expectation.object(1).whyNotPredicted(byExactly: []) == """
        s, row 1, column 1, anchor 0 predicts object 1 too; object 1 taken: IoU 0.75 exceeds 0.3
        \(candidates)
        """
    )
    #expect(
      expectation.whyNotUnassigned([1]) == """
        object 0 is predicted by no anchor
        \(Self.candidatesOfFirst)
        object 1 is predicted after all
        \(candidates)
        """
    )
  }

  @Test("places and objects that do not exist are told apart from those that are wrong")
  func missing() throws {
    let expectation = try Self.expectation()
    let object = expectation.object(1)
    #expect(
      object.whyNotPredicted(byScale: "t", row: 1, column: 1, anchor: 0)
        == "there is no scale t; there is s"
    )
    for (row, column, anchor) in [(3, 0, 0), (0, 4, 0), (0, 0, 2), (-1, 0, 0)] {
      #expect(
        object.whyPredicted(byScale: "s", row: row, column: column, anchor: anchor) == """
          there is no row \(row), column \(column), anchor \(anchor) on scale s, which has 3 rows, \
          4 columns and 2 anchors, counted from 0
          """
      )
    }
    let none = "there is no object 2: the image has 2, counted from 0"
    let stranger = expectation.object(2)
    #expect(stranger.whyPredicted(byScale: "s", row: 1, column: 1, anchor: 0) == none)
    #expect(stranger.whyNotPredicted(byExactly: []) == none)
    #expect(expectation.whyNotUnassigned([0, 2]) == none)
    let far = AnchorSite(scale: 7, row: 0, column: 0, anchor: 0)
    #expect(
      expectation.whyNotEqual(toPositives: [Self.site: 1, far: 0]) == """
        responsible anchors that differ: 1
          scale 7, row 0, column 0, anchor 0: theirs has object 0, ours nothing; there is no scale 7
        """
    )
  }

  @Test("positives of another pipeline: too many, too few, another object")
  func positives() throws {
    let expectation = try Self.expectation()
    var other = Self.site
    other.anchor = 1
    #expect(
      expectation.whyNotEqual(toPositives: [other: 1]) == """
        responsible anchors that differ: 2
          s, row 1, column 1, anchor 0: ours has object 1, theirs nothing; object 1 taken: IoU \
        0.75 exceeds 0.3
          s, row 1, column 1, anchor 1: theirs has object 1, ours nothing; object 1 refused: IoU \
        0.1875, below 0.3 by 0.1125
        """
    )
    #expect(
      expectation.whyNotEqual(toPositives: [Self.site: 0]) == """
        responsible anchors that differ: 1
          s, row 1, column 1, anchor 0: theirs has object 0, ours 1; object 0 lost to object 1, \
        which comes later: IoU 1 exceeds 0.3
        """
    )
  }

  // MARK: - Dense labels

  /// What the reference's pipeline writes for an expectation, two classes.
  static func label(_ expectation: AssignmentExpectation, smoothing: Double = 0.01) -> [Float] {
    let explanation = expectation.explanation
    let targets = explanation.assignment.targets(for: explanation.detector)
    return DenseLabels.label(
      targets.scales[0],
      scale: explanation.detector.scales[0],
      smoothing: smoothing
    )
  }

  @Test("dense labels")
  func labels() throws {
    let expectation = try Self.expectation()
    let right = Self.label(expectation)
    #expect(expectation.whyNotEqual(toLabels: right, onScale: "s") == nil)
    let hard = Self.label(expectation, smoothing: 0)
    #expect(
      expectation.whyNotEqual(toLabels: hard, onScale: "s") == """
        differences of the labels from the rule's: 1
          probably: classes are not smoothed (explains 1 of 1)
          s, row 1, column 1, anchor 0: 2 class values differ, most that of class 1: 1, ours \
        0.995; object 1 taken: IoU 0.75 exceeds 0.3
        """
    )
    #expect(
      expectation.whyNotEqual(toLabels: ["t": right])
        == "there is no scale t; there is s"
    )
    #expect(
      expectation.whyNotEqual(toLabels: right + [0], onScale: "s")
        == "the labels of scale s are 169 values; expected 168, [3, 4, 2, 7]"
    )
    let full = [Float](repeating: 1, count: right.count)
    let answer = expectation.whyNotEqual(toLabels: full, onScale: "s")
    #expect(answer?.hasSuffix("\n  and 5 more") == true)
    #expect(answer?.split(separator: "\n").count == 22)
  }
}
