import AssignmentReview
import AssignmentTesting
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Mismatches of an assignment")
struct MismatchTests {
  /// One scale of 3 × 4 cells with two anchors; object 1 takes the anchor that object 0 also gets.
  static func assignment(_ policy: CollisionPolicy = .last) throws -> AssignmentExplanation {
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16), (64, 16)])]
    let assigner = try TestAssigner.assigner(
      AssignmentChoice(collision: policy),
      width: 64,
      height: 48,
      scales: scales,
      classes: 2
    )
    return try assigner.explanation(of: [object(16), object(12)])
  }

  /// An object around (24, 24), 16 pixels wide.
  static func object(_ height: Double) -> LabeledBox {
    TestAssigner.object(24, 24, 16, height, classID: height == 16 ? 0 : 1)
  }

  static let site = AnchorSite(scale: 0, row: 1, column: 1, anchor: 0)

  static var other: AnchorSite {
    var site = site
    site.anchor = 1
    return site
  }

  @Test("there is none where all is as expected")
  func fulfilled() throws {
    let assignment = try Self.assignment()
    let (site, other) = (Self.site, Self.other)
    #expect(try assignment.anchor("s", row: 1, column: 1, anchor: 0) == site)
    #expect(assignment.mismatches(object: 1, predictedBy: [site]) == [])
    #expect(assignment.mismatches(object: 1, predictedAtLeastBy: [site]) == [])
    #expect(assignment.mismatches(object: 1, notPredictedBy: [other]) == [])
    #expect(assignment.mismatches(object: 0, predictedBy: []) == [])
    #expect(assignment.mismatches(unassigned: [0]) == [])
    #expect(assignment.mismatches(positives: [site: 1]) == [])
    let shared = try Self.assignment(.both)
    #expect(shared.mismatches(unassigned: []) == [])
    #expect(shared.mismatches(positives: [site: 0]) == [])
  }

  @Test("the first and the last anchor have a name")
  func corners() throws {
    let assignment = try Self.assignment()
    for (row, column, anchor) in [(0, 0, 0), (2, 3, 1)] {
      let site = AnchorSite(scale: 0, row: row, column: column, anchor: anchor)
      #expect(try assignment.anchor("s", row: row, column: column, anchor: anchor) == site)
    }
  }

  static let candidatesOfFirst = """
    object 0, class 0, (16, 16) to (32, 32): no anchor, all that it was given went to other objects
      s, row 1, column 1, anchor 0: lost to object 1, which comes later: IoU 1 exceeds 0.3
      s, row 1, column 1, anchor 1: refused: IoU 0.25, below 0.3 by 0.05
    """

  static let candidatesOfSecond = """
    object 1, class 1, (16, 18) to (32, 30): 1 anchor of 2 candidates
      s, row 1, column 1, anchor 0: taken: IoU 0.75 exceeds 0.3
      s, row 1, column 1, anchor 1: refused: IoU 0.1875, below 0.3 by 0.1125
    """

  @Test("an anchor that does not predict the object: why, and all its candidates")
  func notPredicted() throws {
    let assignment = try Self.assignment()
    let far = AnchorSite(scale: 0, row: 2, column: 3, anchor: 1)
    let found = assignment.mismatches(object: 0, predictedAtLeastBy: [far, Self.site])
    #expect(found == assignment.mismatches(object: 0, predictedBy: [far, Self.site]))
    #expect(found.map(\.site) == [Self.site, far])
    #expect(
      found.map(\.description) == [
        """
        s, row 1, column 1, anchor 0 does not predict object 0; object 0 lost to object 1, which \
        comes later: IoU 1 exceeds 0.3
        """,
        """
        s, row 2, column 3, anchor 1 does not predict object 0; object 0 was not compared with it: \
        on this scale its centre lies in row 1, column 1
        \(Self.candidatesOfFirst)
        """,
      ]
    )
  }

  @Test("an anchor that predicts the object against all expectation")
  func predicted() throws {
    let assignment = try Self.assignment()
    let found = assignment.mismatches(object: 1, notPredictedBy: [Self.site, Self.other])
    #expect(found == assignment.mismatches(object: 1, predictedBy: []))
    #expect(
      found.map(\.description) == [
        """
        s, row 1, column 1, anchor 0 predicts object 1; object 1 taken: IoU 0.75 exceeds 0.3
        \(Self.candidatesOfSecond)
        """
      ]
    )
    #expect(
      assignment.mismatches(unassigned: [1]).map(\.description) == [
        "object 0 is predicted by no anchor\n\(Self.candidatesOfFirst)",
        "object 1 is predicted after all\n\(Self.candidatesOfSecond)",
      ]
    )
  }

  @Test("a failed expectation prints the explanation")
  func printed() throws {
    let found = try Self.assignment().mismatches(object: 0, predictedBy: [Self.site])
    let description = try #require(found.first).description
    // This is how Swift Testing shows the left side of `==`.
    #expect(String(describing: found).contains("\n\(description)\n"))
  }

  @Test("places and objects that do not exist are told apart from those that are wrong")
  func missing() throws {
    let assignment = try Self.assignment()
    #expect(
      errorSentence { try assignment.anchor("t", row: 1, column: 1, anchor: 0) }
        == "found scale \"t\"; allowed \"s\"; name a scale of the detector"
    )
    for (row, column, anchor) in [(3, 0, 0), (0, 4, 0), (0, 0, 2), (-1, 0, 0)] {
      #expect(
        errorSentence { try assignment.anchor("s", row: row, column: column, anchor: anchor) }
          == """
          found row \(row), column \(column), anchor \(anchor) on scale "s"; allowed 3 rows, 4 \
          columns and 2 anchors, counted from 0; correct the index
          """
      )
    }
    let none = ["there is no object 2: the image has 2, counted from 0"]
    #expect(assignment.mismatches(object: 2, notPredictedBy: []).map(\.description) == none)
    #expect(assignment.mismatches(object: 2, predictedBy: []).map(\.description) == none)
    #expect(assignment.mismatches(unassigned: [0, 2]).map(\.description) == none)
    let far = AnchorSite(scale: 7, row: 0, column: 0, anchor: 0)
    #expect(
      assignment.mismatches(positives: [Self.site: 1, far: 0]).map(\.description) == [
        """
        scale 7, row 0, column 0, anchor 0: theirs has object 0, ours nothing; there is no scale 7
        """
      ]
    )
  }

  @Test("positives of another pipeline: too many, too few, another object")
  func positives() throws {
    let assignment = try Self.assignment()
    #expect(
      assignment.mismatches(positives: [Self.other: 1]).map(\.description) == [
        """
        s, row 1, column 1, anchor 0: theirs has nothing, ours object 1; object 1 taken: IoU 0.75 \
        exceeds 0.3
        """,
        """
        s, row 1, column 1, anchor 1: theirs has object 1, ours nothing; object 1 refused: IoU \
        0.1875, below 0.3 by 0.1125
        """,
      ]
    )
    #expect(
      assignment.mismatches(positives: [Self.site: 0]).map(\.description) == [
        """
        s, row 1, column 1, anchor 0: theirs has object 0, ours object 1; object 0 lost to object \
        1, which comes later: IoU 1 exceeds 0.3
        """
      ]
    )
  }

  // MARK: - Dense labels

  /// What the reference's pipeline writes for an assignment.
  static func label(
    _ explanation: AssignmentExplanation,
    smoothing: Double = 0.01
  ) throws -> [Float] {
    try DenseLabels.label(
      explanation.assignment.targets(for: explanation.detector).scales[0],
      scale: explanation.detector.scales[0],
      smoothing: smoothing
    )
  }

  @Test("dense labels")
  func labels() throws {
    let assignment = try Self.assignment()
    let right = try Self.label(assignment)
    #expect(try assignment.mismatches(labels: ["s": right]) == [])
    let hard = try Self.label(assignment, smoothing: 0)
    #expect(
      try assignment.mismatches(labels: ["s": hard]).map(\.description) == [
        "probably: classes are not smoothed (explains 1 of 1 anchors with differing classes)",
        """
        s, row 1, column 1, anchor 0: 2 class values differ, most that of class 1: 1, ours 0.995; \
        object 1 taken: IoU 0.75 exceeds 0.3
        """,
      ]
    )
    #expect(
      errorSentence { try assignment.mismatches(labels: ["t": right]) } == """
        found labels of a scale "t"; allowed "s"; give a tensor of each scale, [H, W, A, 5 + C], \
        for each image
        """
    )
    #expect(
      errorSentence { try assignment.mismatches(labels: ["s": right + [0]]) } == """
        found 169 values of scale "s"; allowed 168, [3, 4, 2, 7]; give a tensor of each scale, [H, \
        W, A, 5 + C], for each image
        """
    )
    let full = [Float](repeating: 1, count: right.count)
    #expect(try assignment.mismatches(labels: ["s": full]).count == 25)
  }
}
