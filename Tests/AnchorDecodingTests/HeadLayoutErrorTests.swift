import AnchorDecoding
import DetectionTestSupport
import Testing

@Suite("Sentences about layouts")
struct HeadLayoutErrorTests {
  @Test("a shape that fits no order, with a guess at the cause")
  func noOrder() {
    #expect(
      "\(HeadLayoutError.noOrder(found: [1, 13, 13, 75], anchors: 3, classes: 80))" == """
        shape [1, 13, 13, 75] is no layout of a head with A = 3 anchors and C = 80 classes: \
        expected 255 = A·(5+C) channels, or axes of 3 and 85; 75 channels would be 3 anchors and \
        20 classes: check "classes" in the config
        """
    )
    #expect(
      "\(HeadLayoutError.noOrder(found: [1, 100], anchors: 3, classes: 1))" == """
        shape [1, 100] is no layout of a head with A = 3 anchors and C = 1 classes: expected 18 = \
        A·(5+C) channels, or axes of 3 and 6; check "classes" and "anchors" in the config
        """
    )
  }

  @Test("a shape that fits several orders")
  func ambiguous() {
    let orders: [HeadOrder] = [.nhwc, .nchw]
    #expect(
      "\(HeadLayoutError.ambiguous(found: [1, 18, 18, 18], orders: orders))"
        == "shape [1, 18, 18, 18] can be read as nhwc or nchw; say which with --layout"
    )
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
      #expect(sentence == "the head has \(count * 4) bytes, but its layout needs 24")
    }
  }
}
