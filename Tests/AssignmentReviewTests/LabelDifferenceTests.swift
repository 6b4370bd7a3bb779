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
}
