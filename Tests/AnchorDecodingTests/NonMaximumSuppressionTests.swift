import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import Testing

@Suite("Non-maximum suppression")
struct NonMaximumSuppressionTests {
  /// A detection of a box from (`x`, 0), 10 pixels high.
  static func detection(_ x: Double, width: Double = 10, _ score: Double, classID: Int = 0)
    -> Detection
  {
    let box = CornerBox(minX: x, minY: 0, maxX: x + width, maxY: 10)
    return Detection(box: box, classID: classID, score: score)
  }

  @Test("nothing in, nothing out")
  func empty() {
    #expect(NonMaximumSuppression()([]).isEmpty)
  }

  @Test("the reference's threshold is the default")
  func standard() {
    #expect(NonMaximumSuppression().iouThreshold == 0.45)
  }

  @Test("the best of an overlapping pair stays, and the best comes first")
  func pair() {
    let weak = Self.detection(0, 0.5)
    let strong = Self.detection(1, 0.9)
    let far = Self.detection(100, 0.7)
    #expect(NonMaximumSuppression()([weak, strong, far]) == [strong, far])
  }

  @Test("a removed detection removes none")
  func chain() {
    // Neighbours share 6 of 14 columns (0.43); the ends share 2 of 18.
    let chain = [Self.detection(0, 0.9), Self.detection(4, 0.8), Self.detection(8, 0.7)]
    #expect(NonMaximumSuppression(iouThreshold: 0.4)(chain) == [chain[0], chain[2]])
  }

  @Test("classes do not meet")
  func classes() {
    let both = [Self.detection(0, 0.9), Self.detection(0, 0.8, classID: 1)]
    #expect(NonMaximumSuppression()(both) == both)
  }

  @Test("an IoU exactly at the threshold stays")
  func atThreshold() {
    // 5 columns of 10: one half, exactly.
    let pair = [Self.detection(0, 0.9), Self.detection(0, width: 5, 0.8)]
    #expect(NonMaximumSuppression(iouThreshold: 0.5)(pair) == pair)
    #expect(NonMaximumSuppression(iouThreshold: 0.5.nextDown)(pair) == [pair[0]])
  }

  @Test("threshold 0 keeps what only touches, threshold 1 keeps all")
  func ends() {
    let boxes = [Self.detection(0, 0.9), Self.detection(9.5, 0.8), Self.detection(10, 0.7)]
    #expect(NonMaximumSuppression(iouThreshold: 0)(boxes) == [boxes[0], boxes[2]])
    let same = [Self.detection(0, 0.9), Self.detection(0, 0.9)]
    #expect(NonMaximumSuppression(iouThreshold: 1)(same) == same)
  }

  @Test("equal scores stay in the order they came in")
  func ties() {
    let equals = (0..<40).map { Self.detection(Double($0) * 20, 0.5, classID: $0 % 3) }
    #expect(NonMaximumSuppression()(equals) == equals)
    #expect(NonMaximumSuppression()(equals.reversed()) == equals.reversed())
    let overlapping = [Self.detection(0, 0.5), Self.detection(1, 0.5)]
    #expect(NonMaximumSuppression()(overlapping) == [overlapping[0]])
    #expect(NonMaximumSuppression()(overlapping.reversed()) == [overlapping[1]])
  }

  @Test("satisfies its definition on random boxes", arguments: UInt64(0)..<6)
  func specification(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let detections = (0..<60).map { _ in
      Detection(
        box: .random(inSquareOf: 100, using: &generator),
        classID: Int(generator.next() % 3),
        // Coarse, so that scores are equal now and then.
        score: (generator.uniform(0...1) * 20).rounded() / 20
      )
    }
    for threshold in [0, 0.2, 0.45, 1] {
      let kept = NonMaximumSuppression(iouThreshold: threshold)(detections)
      #expect(kept == Self.bruteForce(detections, threshold: threshold))
    }
  }

  /// Takes the best of what is left, removes what it covers, and starts again.
  static func bruteForce(_ detections: [Detection], threshold: Double) -> [Detection] {
    var left = detections
    var kept: [Detection] = []
    while !left.isEmpty {
      var best = 0
      for index in left.indices where left[index].score > left[best].score { best = index }
      let winner = left.remove(at: best)
      kept.append(winner)
      left.removeAll { $0.classID == winner.classID && $0.box.iou(with: winner.box) > threshold }
    }
    return kept
  }
}
