import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import Testing

@Suite("Kinds of suppression")
struct SuppressionKindTests {
  static func detection(_ x: Double, width: Double = 10, _ score: Double, classID: Int = 0)
    -> Detection
  {
    NonMaximumSuppressionTests.detection(x, width: width, score, classID: classID)
  }

  // MARK: - ONNX's vectors

  struct Vectors: Decodable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      let name: String
      let centerPointBox: Int
      let boxes: [[[Double]]]
      let scores: [[[Double]]]
      let maxOutputBoxesPerClass: Int
      let iouThreshold: Double
      let scoreThreshold: Double
      let selectedIndices: [[Int]]

      var testDescription: String { name }
    }
    let cases: [Case]
  }

  static let vectors: [Vectors.Case] = {
    do {
      let path = Fixture.repository.appending(path: "Tests/Fixtures/nms/onnx.json")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Vectors.self, from: Data(contentsOf: path)).cases
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  @Test("selects what ONNX's NonMaxSuppression does, in its order", arguments: vectors)
  func onnx(vector: Vectors.Case) {
    var selected: [[Int]] = []
    for (batch, boxes) in vector.boxes.enumerated() {
      for (classID, scores) in vector.scores[batch].enumerated() {
        // The index of a box rides along in the place of a class, which nothing here asks for.
        let all = zip(boxes, scores).enumerated().map { index, pair in
          Detection(box: vector.box(pair.0), classID: index, score: pair.1)
        }
        let suppression = NonMaximumSuppression(
          iouThreshold: vector.iouThreshold,
          isClassAgnostic: true
        )
        let kept = suppression(all.filter { $0.score > vector.scoreThreshold })
        selected += kept.prefix(vector.maxOutputBoxesPerClass).map { [batch, classID, $0.classID] }
      }
    }
    #expect(selected == vector.selectedIndices)
  }

  @Test("there are all nine of them")
  func count() { #expect(Self.vectors.count == 9) }

  // MARK: - By hand

  @Test("across classes the better removes the other; by class both stay")
  func agnostic() {
    let pair = [Self.detection(0, 0.9), Self.detection(1, 0.8, classID: 1)]
    #expect(NonMaximumSuppression()(pair) == pair)
    #expect(NonMaximumSuppression(isClassAgnostic: true)(pair) == [pair[0]])
  }

  @Test(
    "DIoU keeps two whose centres are apart, where IoU does not, and is IoU where they coincide"
  )
  func distance() {
    // 10 x 10 and 10 x 10, 3 apart: IoU 7 / 13; 9 / (13² + 10²) less by DIoU.
    let pair = [Self.detection(0, 0.9), Self.detection(3, 0.8)]
    let iou = 7.0 / 13
    let diou = iou - 9.0 / 269
    #expect(NonMaximumSuppression(iouThreshold: (iou + diou) / 2)(pair) == [pair[0]])
    #expect(NonMaximumSuppression(.distance, iouThreshold: (iou + diou) / 2)(pair) == pair)
    #expect(NonMaximumSuppression(.distance, iouThreshold: diou - 1e-9)(pair) == [pair[0]])
    let centred = [Self.detection(0, 0.9), Self.detection(2, width: 6, 0.8)]
    for threshold in [0.59, 0.61] {
      #expect(
        NonMaximumSuppression(.distance, iouThreshold: threshold)(centred)
          == NonMaximumSuppression(iouThreshold: threshold)(centred)
      )
    }
  }

  @Test("a linear decay leaves what overlaps little, and 1 - IoU of what overlaps much")
  func linear() {
    // IoU 7 / 13 with the first, 0 with the far one.
    let all = [Self.detection(0, 0.9), Self.detection(3, 0.8), Self.detection(50, 0.5)]
    let soft = NonMaximumSuppression(.softLinear, iouThreshold: 0.45)(all)
    #expect(soft.map(\.box) == [all[0].box, all[2].box, all[1].box])
    #expect(soft[0].score == 0.9 && soft[1].score == 0.5)
    #expect(abs(soft[2].score - 0.8 * (1 - 7.0 / 13)) < 1e-15)
    #expect(NonMaximumSuppression(.softLinear, iouThreshold: 0.6)(all) == all)
    let strict = NonMaximumSuppression(.softLinear, iouThreshold: 0.45, scoreThreshold: 0.4)(all)
    #expect(strict.map(\.box) == [all[0].box, all[2].box])
  }

  @Test("a Gaussian decay is exp(-IoU² / sigma), one after the other")
  func gaussian() {
    let all = [Self.detection(0, 0.9), Self.detection(3, 0.8), Self.detection(6, 0.7)]
    let soft = NonMaximumSuppression(.softGaussian(sigma: 0.5))(all)
    func decay(_ iou: Double) -> Double { exp(-iou * iou / 0.5) }
    // Shifts of 3 and 6 of 10: IoU 7 / 13 and 4 / 16.
    let second = 0.8 * decay(7.0 / 13)
    let third = 0.7 * decay(0.25)
    #expect(third > second)
    #expect(soft.map(\.box) == [all[0].box, all[2].box, all[1].box])
    #expect(abs(soft[1].score - third) < 1e-15)
    #expect(abs(soft[2].score - second * decay(7.0 / 13)) < 1e-15)
  }

  @Test("a soft kind of far boxes, and of other classes, changes nothing")
  func softApart() {
    let all = [Self.detection(0, 0.9), Self.detection(1, 0.8, classID: 1), Self.detection(40, 0.8)]
    for kind in [NonMaximumSuppression.Kind.softLinear, .softGaussian(sigma: 0.3)] {
      #expect(NonMaximumSuppression(kind)(all) == all)
    }
  }

  @Test("by descending score, whatever the kind, on random boxes", arguments: UInt64(0)..<4)
  func order(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let all = (0..<80).map { _ in
      Detection(
        box: .random(inSquareOf: 60, using: &generator),
        classID: Int(generator.next() % 2),
        score: (generator.uniform(0...1) * 20).rounded() / 20
      )
    }
    for kind in [
      NonMaximumSuppression.Kind.greedy, .distance, .softLinear, .softGaussian(sigma: 0.5),
    ] {
      let kept = NonMaximumSuppression(kind)(all)
      let scores = kept.map(\.score)
      #expect(scores == scores.sorted(by: >))
      // What was thinned out once has nothing more to lose.
      if kind == .greedy || kind == .distance { #expect(NonMaximumSuppression(kind)(kept) == kept) }
    }
  }

  // MARK: - Several classes of a box

  @Test("every class whose score passes is a detection, of one box", arguments: [false, true])
  func everyClass(isSoftmax: Bool) throws {
    let head = try DetectionTests.cell([2, 1, 3, -4])
    var configuration = DetectorConfiguration(
      classes: ClassList(count: 3),
      scales: [DetectionTests.anchors]
    )
    if isSoftmax { configuration.components.classification.loss = .softmax }
    let scale = try configuration.detector(for: PixelSize(width: 16, height: 16)).scales[0]
    let found = try head.detections(image: 0, scale: scale, scoreAbove: 0.1, everyClass: true)
    let objectness = 1 / (1 + exp(-2.0))
    let logits = [1.0, 3, -4]
    let sum = logits.reduce(0) { $0 + exp($1) }
    let scores = logits.map { objectness * (isSoftmax ? exp($0) / sum : 1 / (1 + exp(-$0))) }
    // Two anchors of the cell, with classes 0 and 1 each.
    let passing = scores.indices.filter { scores[$0] > 0.1 }
    #expect(found.map(\.classID) == passing + passing)
    for detection in found { #expect(abs(detection.score - scores[detection.classID]) < 1e-12) }
    #expect(found[0].box == found[passing.count - 1].box)
    let best = try head.detections(image: 0, scale: scale, scoreAbove: 0.1)
    #expect(best == found.filter { $0.classID == 1 })
  }
}

extension SuppressionKindTests.Vectors.Case {
  /// Two corners `[y, x, y, x]` in any order, or a centre and sides `[x, y, w, h]`.
  fileprivate func box(_ numbers: [Double]) -> CornerBox<Double> {
    guard centerPointBox == 0 else {
      return CornerBox(
        CenterBox(centerX: numbers[0], centerY: numbers[1], width: numbers[2], height: numbers[3])
      )
    }
    return CornerBox(
      minX: min(numbers[1], numbers[3]),
      minY: min(numbers[0], numbers[2]),
      maxX: max(numbers[1], numbers[3]),
      maxY: max(numbers[0], numbers[2])
    )
  }
}
