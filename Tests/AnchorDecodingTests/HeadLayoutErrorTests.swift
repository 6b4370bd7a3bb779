import AnchorDecoding
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Sentences about layouts")
struct HeadLayoutErrorTests {
  /// The sentence about one array of a detector of one scale with three anchors.
  private static func sentence(_ shape: [Int], classes: Int) -> String {
    let configuration = DetectorConfiguration(
      classes: ClassList(count: classes),
      scales: [
        DetectionScale(name: "h", stride: 8, anchorSides: [(10, 13), (16, 30), (33, 23)])
      ]
    )
    return errorSentence {
      try HeadMatch([HeadCandidate(name: "h", shape: shape)], to: configuration)
    }
  }

  @Test("a shape that fits no order, with a guess at the cause")
  func noOrder() {
    #expect(
      Self.sentence([1, 13, 13, 75], classes: 80) == """
        array "h": found shape [1, 13, 13, 75], which is no layout of a head with A = 3 anchors \
        and C = 80 classes; allowed 255 = A·(5+C) channels, or axes of 3 and 85; 75 channels would \
        be 3 anchors and 20 classes: check "classes" in the config
        """
    )
    #expect(
      Self.sentence([1, 100], classes: 1) == """
        array "h": found shape [1, 100], which is no layout of a head with A = 3 anchors and C = 1 \
        class; allowed 18 = A·(5+C) channels, or axes of 3 and 6; check "classes" and "anchors" \
        in the config
        """
    )
  }

  @Test("channels for no class at all are no guess at the classes", arguments: [9, 15])
  func noClassLeft(channels: Int) {
    #expect(
      Self.sentence([1, 13, 13, channels], classes: 80) == """
        array "h": found shape [1, 13, 13, \(channels)], which is no layout of a head with A = 3 \
        anchors and C = 80 classes; allowed 255 = A·(5+C) channels, or axes of 3 and 85; check \
        "classes" and "anchors" in the config
        """
    )
  }

  @Test("channels for one class are a guess at the classes")
  func oneClassLeft() {
    let sentence = Self.sentence([1, 13, 13, 18], classes: 80)
    #expect(sentence.contains("18 channels would be 3 anchors and 1 class: check \"classes\""))
  }

  @Test("a shape that fits several orders")
  func ambiguous() {
    #expect(
      Self.sentence([1, 18, 18, 18], classes: 1) == """
        array "h": found shape [1, 18, 18, 18], which can be read as nhwc or nchw; say which it is
        """
    )
  }

  @Test("distances that no memory reaches", arguments: [[0, Int.max, 0, 4], [0, 4, .max / 3, 4]])
  func tooFar(distances: [Int]) {
    let sentence = errorSentence {
      try HeadLayout(.nchw, shape: [1, 6, 4, 4], byteDistances: distances, anchors: 1, classes: 1)
    }
    #expect(sentence.contains("shape [1, 6, 4, 4] of more values than memory can hold"))
  }

  @Test("values that do not fill the shape, too few and too many")
  func byteCount() {
    for count in [5, 7] {
      let sentence = errorSentence {
        try RawHead(
          name: "h",
          values: [Float](repeating: 0, count: count),
          order: .nhwc,
          shape: [1, 1, 6],
          anchors: 1,
          classes: 1
        )
      }
      #expect(
        sentence == """
          array "h": found \(count) values; allowed 6, as shape [1, 1, 6] needs; check the shape
          """
      )
    }
  }
}
