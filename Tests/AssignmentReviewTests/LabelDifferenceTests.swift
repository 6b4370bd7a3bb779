import AssignmentReview
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

extension LabelComparisonTests {
  // MARK: - Differences

  /// The differences of one image with one object, as kind and reason.
  static func sentences(_ change: (inout [WrittenAnchor]) -> Void) throws -> [String] {
    let images = [[TestAssigner.object(200, 200, 100, 100)]]
    var written = try written(images: images)
    change(&written[0])
    return try comparison(written, images: images).images[0].differences
      .map { "\($0.kind): \($0.reason)" }
  }

  @Test("each says what differs and why the rule says what it says")
  func differences() throws {
    #expect(
      try Self.sentences { $0.removeFirst() } == [
        "ours has object 0 here, theirs nothing: object 0 taken: IoU 0.5305 exceeds 0.3"
      ]
    )
    #expect(
      try Self.sentences { written in
        written.append(
          Self.copy(written[0], site: AnchorSite(scale: 1, row: 12, column: 12, anchor: 1))
        )
        written.append(
          Self.copy(written[0], site: AnchorSite(scale: 0, row: 24, column: 25, anchor: 1))
        )
        written.append(
          Self.copy(
            written[0],
            site: AnchorSite(scale: 0, row: 24, column: 25, anchor: 2),
            box: [9, 8, 7, .nan]
          )
        )
      } == [
        """
        theirs has object 0 here, ours nothing: object 0 was not compared with it: on this scale \
        its centre lies in row 25, column 25
        """,
        """
        theirs has (9, 8, 7, nan) here, which is no object's box, ours nothing: no object was \
        given this anchor
        """,
        """
        theirs has object 0 here, ours nothing: object 0 refused: IoU 0.279, below 0.3 by 0.021
        """,
      ]
    )
    #expect(
      try Self.sentences { written in
        written[0] = Self.copy(written[0], objectness: .nan, box: [200, 200, 100, 101.5])
        written[1] = Self.copy(written[1], classes: [1, 0, 0, 0, 0])
        written[2] = Self.copy(written[2], classes: [0, 0.002, 0.002, .nan, 1])
      } == [
        "objectness is nan, neither 0 nor 1: object 0 taken: IoU 0.5305 exceeds 0.3",
        """
        the box is (200, 200, 100, 101.5), ours (200, 200, 100, 100): 1.5 pixels apart: object 0 \
        taken: IoU 0.5305 exceeds 0.3
        """,
        """
        5 class values differ, most that of class 0: 1, ours 0.992: object 0 taken: IoU 0.7411 \
        exceeds 0.3
        """,
        """
        3 class values differ, most that of class 3: nan, ours 0.002: object 0 taken: IoU 0.3238 \
        exceeds 0.3
        """,
      ]
    )
  }

  @Test("an anchor that a collision gave to another object says who lost")
  func otherObject() throws {
    let images = [
      [
        TestAssigner.object(200, 200, 100, 100),
        TestAssigner.object(204, 200, 100, 100),
      ]
    ]
    let written = try Self.written(AssignmentChoice(collision: .first), images: images)
    let differences = try Self.comparison(written, images: images).images[0].differences
    #expect(
      differences.map { "\($0.kind): \($0.reason)" }.first == """
        theirs has object 0 here, ours object 1: object 0 lost to object 1, which comes later: \
        IoU 0.5305 exceeds 0.3
        """
    )
  }

  @Test("tolerances are kept to, and NaN is never within them")
  func tolerance() throws {
    let written = try Self.written { anchor, _ in
      Self.copy(anchor, box: anchor.box.map { $0 + 0.5 })
    }
    func count(_ pixels: Double) throws -> Int {
      try Self.comparison(written, tolerance: .init(pixels: pixels)).differenceCount
    }
    #expect(try count(0.51) == 0)
    #expect(try count(0.49) == written.reduce(0) { $0 + $1.count })
    let broken = try Self.written { anchor, _ in Self.copy(anchor, box: [.nan, 1, 2, 3]) }
    let comparison = try Self.comparison(broken, tolerance: .init(pixels: 1e300))
    #expect(comparison.differenceCount > 0)
  }

  @Test("a difference of just the tolerance counts as equal, of boxes and of classes")
  func exactTolerance() throws {
    let images = [[TestAssigner.object(200, 200, 100, 100)]]
    func count(
      _ tolerance: LabelComparison.Tolerance,
      _ change: (inout [WrittenAnchor]) -> Void
    ) throws -> Int {
      var written = try Self.written(smoothing: 0, images: images)
      change(&written[0])
      var choice = AssignmentChoice()
      choice.collision = .last
      let assigner = try Self.assigner(choice)
      var components = assigner.detector.configuration.components
      components.classification.labelSmoothing = 0
      let detector = try Detector.of(
        DetectionScale.yolov3,
        width: 608,
        height: 320,
        classes: Self.classes,
        components: components
      )
      return try LabelComparison(
        of: images,
        by: TargetAssigner(detector),
        written: written,
        tolerance: tolerance
      ).differenceCount
    }
    for index in 0..<4 {
      for step in [0.5, -0.5] {
        func move(_ written: inout [WrittenAnchor]) {
          var box = written[0].box
          box[index] += step
          written[0] = Self.copy(written[0], box: box)
        }
        #expect(try count(.init(pixels: 0.5), move) == 0)
        #expect(try count(.init(pixels: 0.499), move) == 1)
      }
    }
    for index in 0..<Self.classes {
      func change(_ written: inout [WrittenAnchor]) {
        var classes = written[1].classes
        classes[index] = abs(classes[index] - 0.25)
        written[1] = Self.copy(written[1], classes: classes)
      }
      #expect(try count(.init(classValue: 0.25), change) == 0)
      #expect(try count(.init(classValue: 0.249), change) == 1)
    }
  }

  @Test("a box is an object's up to three pixels away, by its centre or its size")
  func nearness() throws {
    for index in 0..<4 {
      for (step, isMeant) in [(3.0, true), (-3, true), (3.01, false), (-3.01, false)] {
        let said = try Self.sentences { written in
          var box = written[0].box
          box[index] += step
          let site = AnchorSite(scale: 0, row: 3, column: 3, anchor: 0)
          written.append(Self.copy(written[0], site: site, box: box))
        }
        #expect(said.count == 1)
        #expect(said[0].hasPrefix("theirs has object 0 here") == isMeant, "\(said)")
      }
    }
  }

  @Test("a list of a scale's objects is compared in any order; rows of zeros are padding")
  func lists() throws {
    let object = TestAssigner.object(200, 160, 100, 80)
    let comparison = try Self.comparison(Self.written(images: [[object]]), images: [[object]])
    func differences(_ rows: [[Double]]) -> [ListDifference] {
      comparison.listDifferences(rows, image: 0, scale: 2)
    }
    let (own, other) = ([200.0, 160, 100, 80], [300.0, 100, 50, 40])
    #expect(differences([[0, 0, 0, 0], own]).isEmpty)
    #expect(differences([other, [0, 0, 0, 0], own]) == [.extra(scale: 2, row: 0, box: other)])
    #expect(
      differences([[0, 0, 0, 0], other]) == [
        .missing(scale: 2, object: 0), .extra(scale: 2, row: 1, box: other),
      ]
    )
  }

  @Test("objects of one box are told apart by their classes alone")
  func sameBox() throws {
    let first = TestAssigner.object(200, 200, 100, 100, classID: 1)
    let images = [[first, LabeledBox(box: first.box, classID: 3)]]
    let written = try Self.written(AssignmentChoice(collision: .first), images: images)
    let differences = try Self.comparison(written, images: images).images[0].differences
    #expect(differences.count == written[0].count)
    #expect(differences.allSatisfy { "\($0.kind)".contains("2 class values differ") })
  }
}
