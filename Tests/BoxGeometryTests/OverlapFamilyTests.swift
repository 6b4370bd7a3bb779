import BoxGeometry
import DetectionTestSupport
import Testing

@Suite("The overlap family")
struct OverlapFamilyTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let a: [Double]
    let b: [Double]
    /// IoU, GIoU, DIoU, CIoU, EIoU, SIoU, and one minus the third power of IoU.
    let expected: [Double]
  }

  static let measures: [OverlapMeasure] = [
    .iou, .generalized, .distance, .complete(alpha: .heldConstant), .efficient, .scylla,
  ]

  /// Computed in float64 without an epsilon, to nine digits.
  static let examples: [Example] = [
    Example(
      testDescription: "shifted by half",
      a: [0, 0, 10, 10],
      b: [5, 5, 15, 15],
      expected: [
        0.142857143, -0.079365079, 0.031746032, 0.031746032, 0.031746032, 0.037696460, 0.997084548,
      ]
    ),
    Example(
      testDescription: "apart",
      a: [0, 0, 10, 10],
      b: [20, 20, 30, 30],
      expected: [0, -0.777777778, -0.444444444, -0.444444444, -0.444444444, -0.358819612, 1]
    ),
    Example(
      testDescription: "touching",
      a: [0, 0, 10, 10],
      b: [10, 0, 20, 10],
      expected: [0, 0, -0.2, -0.2, -0.2, -0.196734670, 1]
    ),
    Example(
      testDescription: "crossing",
      a: [2, 3, 12, 9],
      b: [4, 1, 9, 13],
      expected: [
        0.333333333, 0.083333333, 0.328210383, 0.295930252, -0.171789617, 0.303717577, 0.962962963,
      ]
    ),
    Example(
      testDescription: "typical",
      a: [100, 100, 150, 200],
      b: [110, 90, 170, 180],
      expected: [
        0.444444444, 0.379509380, 0.417973856, 0.417903941, 0.389301230, 0.412474071, 0.912208505,
      ]
    ),
    Example(
      testDescription: "nested",
      a: [0, 0, 4, 4],
      b: [1, 1, 3, 3],
      expected: [0.25, 0.25, 0.25, 0.25, -0.25, 0.226031349, 0.984375]
    ),
  ]

  @Test("agrees with values known to nine digits, by corners and by centres", arguments: examples)
  func knownValues(_ example: Example) {
    let a = OverlapTests.box(example.a, as: Double.self)
    let b = OverlapTests.box(example.b, as: Double.self)
    for (measure, expected) in zip(Self.measures, example.expected) {
      #expect(Tolerance.golden.accepts(measure(a, b), reference: expected), "\(measure)")
      let byCenter = measure(CenterBox(a), CenterBox(b))
      #expect(Tolerance.golden.accepts(byCenter, reference: expected), "\(measure)")
      let single = measure(CornerBox<Float>(a), CornerBox<Float>(b))
      #expect(Tolerance.singlePrecision.accepts(single, reference: expected), "\(measure)")
    }
    let cubed = 1 - OverlapMeasure.alpha(AlphaIoU())(a, b)
    #expect(Tolerance.golden.accepts(cubed, reference: example.expected[6]))
  }

  @Test("agrees with the vectors that other libraries test with")
  func foreignVectors() {
    let expected = [
      1, 0.1875, -0.4444, 0.1875, 1, -0.5625, -0.4444, -0.5625, 1, -0.0781, 0.1875, -0.6267,
    ]
    for measure in [OverlapMeasure.distance, .complete(alpha: .heldConstant)] {
      for (value, reference) in zip(OverlapMeasureTests.overlaps(measure), expected) {
        #expect(Tolerance(absolute: 5e-5).accepts(value, reference: reference))
      }
      let unit = [[-1.0, -1, 1, 1], [0, 0, 1, 1], [0, 1, 1, 2], [1, 1, 2, 2]]
        .map { OverlapTests.box($0, as: Double.self) }
      #expect(Tolerance(absolute: 5e-5).accepts(1 - measure(unit[0], unit[1]), reference: 0.8125))
      #expect(Tolerance(absolute: 5e-5).accepts(1 - measure(unit[0], unit[2]), reference: 1.1923))
      #expect(Tolerance(absolute: 5e-5).accepts(1 - measure(unit[0], unit[3]), reference: 1.25))
    }
    let losses = [
      ([-1.0, -1, 1, 1], [-1.0, -1, 1, 1], 0), ([-1, -1, 1, 1], [0, 0, 1, 1], 0.75),
      ([0, 0, 1, 1], [0, 1, 1, 2], 1.0), ([0, 0, 1, 1], [1, 1, 2, 2], 1.5),
    ]
    for (a, b, loss) in losses {
      let boxes = (OverlapTests.box(a, as: Double.self), OverlapTests.box(b, as: Double.self))
      #expect(1 - OverlapMeasure.generalized(boxes.0, boxes.1) == loss)
    }
  }

  @Test("the functions of a box are the measures", arguments: UInt64(0)..<4)
  func functions(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let a = CornerBox<Double>.random(inSquareOf: 416, using: &generator)
      let b = CornerBox<Double>.random(inSquareOf: 416, using: &generator)
      #expect(a.iou(with: b) == OverlapMeasure.iou(a, b))
      #expect(a.generalizedIoU(with: b) == OverlapMeasure.generalized(a, b))
      #expect(a.distanceIoU(with: b) == OverlapMeasure.distance(a, b))
      #expect(a.completeIoU(with: b) == OverlapMeasure.complete(alpha: .differentiated)(a, b))
      #expect(a.efficientIoU(with: b) == OverlapMeasure.efficient(a, b))
      #expect(a.scyllaIoU(with: b) == OverlapMeasure.scylla(a, b))
      #expect(a.completeIoU(with: b) <= a.distanceIoU(with: b))
      #expect(a.efficientIoU(with: b) <= a.distanceIoU(with: b))
      #expect(a.distanceIoU(with: b) <= a.iou(with: b))
      #expect(a.scyllaIoU(with: b) <= a.iou(with: b))
    }
  }

  @Test("corners and centres give one value, to rounding", arguments: UInt64(0)..<4)
  func forms(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let a = CornerBox<Double>.random(inSquareOf: 416, using: &generator)
      let b = CornerBox<Double>.random(inSquareOf: 416, using: &generator)
      for measure in OverlapMeasure.allMeasures {
        #expect(abs(measure(CenterBox(a), CenterBox(b)) - measure(a, b)) <= 1e-10)
      }
    }
  }
}
