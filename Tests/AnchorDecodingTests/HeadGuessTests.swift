import AnchorDecoding
import Testing

@Suite("What a head looks like without a config")
struct HeadGuessTests {
  static let examples: [(shape: [Int], readings: [String])] = [
    ([2, 52, 52, 255], ["nhwc, 3 anchors, 80 classes"]),
    ([52, 52, 255], ["nhwc, 3 anchors, 80 classes, one image"]),
    ([2, 52, 52, 3, 85], ["nhwac, 3 anchors, 80 classes"]),
    ([3, 52, 52, 85], ["nahwc, 3 anchors, 80 classes, one image"]),
    // Three images may be three anchors of one: that stands last.
    (
      [3, 52, 52, 255],
      ["nhwc, 3 anchors, 80 classes", "nahwc, 3 anchors, 250 classes, one image"]
    ),
    (
      [3, 255, 52, 52],
      ["nchw, 3 anchors, 80 classes", "nahwc, 3 anchors, 47 classes, one image"]
    ),
    ([2, 3, 4, 3, 7], ["nhwac, 3 anchors, 2 classes", "nahwc, 3 anchors, 2 classes"]),
    ([2, 52, 52, 17], []),
    ([], []),
  ]

  @Test("is told by the shape, the likely readings first", arguments: examples)
  func readings(shape: [Int], readings: [String]) {
    #expect(HeadGuess.all(shape: shape).map(\.description) == readings)
  }
}
