import BoxGeometry
import DetectionTestSupport
import Testing

@Suite("Overlap of two boxes")
struct OverlapTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let a: [Double]
    let b: [Double]
    let iou: Double
    let generalized: Double
  }

  /// Reference values in float64 with no epsilon, to nine digits, and cases worked out by hand.
  static let examples: [Example] = [
    Example(
      testDescription: "identical",
      a: [-1, -1, 1, 1],
      b: [-1, -1, 1, 1],
      iou: 1,
      generalized: 1
    ),
    Example(
      testDescription: "a quarter inside",
      a: [-1, -1, 1, 1],
      b: [0, 0, 1, 1],
      iou: 0.25,
      generalized: 0.25
    ),
    Example(
      testDescription: "side by side",
      a: [0, 0, 1, 1],
      b: [0, 1, 1, 2],
      iou: 0,
      generalized: 0
    ),
    Example(
      testDescription: "touching at a corner",
      a: [0, 0, 1, 1],
      b: [1, 1, 2, 2],
      iou: 0,
      generalized: -0.5
    ),
    Example(
      testDescription: "shifted by half",
      a: [0, 0, 10, 10],
      b: [5, 5, 15, 15],
      iou: 0.142857143,
      generalized: -0.079365079
    ),
    Example(
      testDescription: "apart",
      a: [0, 0, 10, 10],
      b: [20, 20, 30, 30],
      iou: 0,
      generalized: -0.777777778
    ),
    Example(
      testDescription: "crossing",
      a: [2, 3, 12, 9],
      b: [4, 1, 9, 13],
      iou: 0.333333333,
      generalized: 0.083333333
    ),
    Example(
      testDescription: "typical",
      a: [100, 100, 150, 200],
      b: [110, 90, 170, 180],
      iou: 0.444444444,
      generalized: 0.379509380
    ),
    Example(
      testDescription: "nested",
      a: [0, 0, 4, 4],
      b: [1, 1, 3, 3],
      iou: 0.25,
      generalized: 0.25
    ),
    Example(
      testDescription: "a point inside",
      a: [0, 0, 10, 10],
      b: [5, 5, 5, 5],
      iou: 0,
      generalized: 0
    ),
    Example(
      testDescription: "a line inside",
      a: [0, 0, 10, 10],
      b: [0, 5, 10, 5],
      iou: 0,
      generalized: 0
    ),
    Example(
      testDescription: "the same point",
      a: [3, 3, 3, 3],
      b: [3, 3, 3, 3],
      iou: 1,
      generalized: 1
    ),
    Example(
      testDescription: "two points",
      a: [0, 0, 0, 0],
      b: [3, 3, 3, 3],
      iou: 0,
      generalized: -1
    ),
    Example(
      testDescription: "two points on a line",
      a: [0, 0, 0, 0],
      b: [3, 0, 3, 0],
      iou: 0,
      generalized: -1
    ),
    Example(
      testDescription: "zero padding",
      a: [10, 10, 20, 20],
      b: [0, 0, 0, 0],
      iou: 0,
      generalized: -0.75
    ),
  ]

  static func box<Scalar: RealNumber>(_ corners: [Double], as type: Scalar.Type) -> CornerBox<
    Scalar
  > {
    CornerBox(
      minX: Scalar(corners[0]),
      minY: Scalar(corners[1]),
      maxX: Scalar(corners[2]),
      maxY: Scalar(corners[3])
    )
  }

  @Test("agrees with values known to nine digits", arguments: examples)
  func knownValues(_ example: Example) {
    let a = Self.box(example.a, as: Double.self)
    let b = Self.box(example.b, as: Double.self)
    #expect(Tolerance.golden.accepts(a.iou(with: b), reference: example.iou))
    #expect(Tolerance.golden.accepts(a.generalizedIoU(with: b), reference: example.generalized))
    let single = (Self.box(example.a, as: Float.self), Self.box(example.b, as: Float.self))
    #expect(
      Tolerance.singlePrecision.accepts(single.0.iou(with: single.1), reference: example.iou)
    )
    #expect(
      Tolerance.singlePrecision.accepts(
        single.0.generalizedIoU(with: single.1),
        reference: example.generalized
      )
    )
  }

  @Test("swapping, mirroring, transposing and doubling change no bit", arguments: UInt64(0)..<16)
  func symmetries(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let a = CornerBox<Double>.random(inSquareOf: 416, using: &generator)
      let b = CornerBox<Double>.random(inSquareOf: 416, using: &generator)
      for measure in OverlapMeasure.allMeasures {
        let value = measure(a, b)
        #expect(measure(b, a) == value)
        #expect(measure(a.mirrored, b.mirrored) == value)
        #expect(measure(a.transposed, b.transposed) == value)
        #expect(measure(a.scaled(by: 2), b.scaled(by: 2)) == value)
        #expect(measure(a, a) == 1)
        #expect((measure.lowerBound...1).contains(value))
      }
      #expect(a.generalizedIoU(with: b) <= a.iou(with: b) + 1e-15)
    }
  }

  @Test("is finite for boxes of every size that a decoder makes")
  func extremes() {
    for exponent in stride(from: -60.0, through: 60, by: 5) {
      for other in stride(from: -60.0, through: 60, by: 5) {
        let side = Float(sign: .plus, exponent: Int(exponent), significand: 1)
        let height = Float(sign: .plus, exponent: Int(other), significand: 1)
        let a = CornerBox(CenterBox(centerX: 200, centerY: 100, width: side, height: height))
        let b = CornerBox(CenterBox(centerX: 210, centerY: 90, width: Float(20), height: 30))
        for measure in OverlapMeasure.allMeasures {
          #expect((Float(measure.lowerBound) - 1e-6...1).contains(measure(a, b)))
        }
      }
    }
  }

  @Test("the shared area of a worked pair")
  func areas() {
    let a = Self.box([0, 0, 4, 3], as: Double.self)
    let b = Self.box([2, 1, 8, 5], as: Double.self)
    #expect(a.intersectionArea(with: b) == 4)
  }
}

extension CornerBox<Double> {
  /// The box seen in a mirror: left and right change places.
  var mirrored: CornerBox { CornerBox(minX: -maxX, minY: minY, maxX: -minX, maxY: maxY) }

  /// The box with `x` and `y` exchanged.
  var transposed: CornerBox { CornerBox(minX: minY, minY: minX, maxX: maxY, maxY: maxX) }

  func scaled(by factor: Double) -> CornerBox {
    CornerBox(
      minX: minX * factor,
      minY: minY * factor,
      maxX: maxX * factor,
      maxY: maxY * factor
    )
  }
}

extension OverlapMeasure {
  /// What no pair of boxes falls below, by the documentation.
  var lowerBound: Double {
    switch self {
    case .iou: 0
    case .generalized, .distance: -1
    case .complete: -1.5
    case .efficient: -3
    case .scylla, .scyllaRewardingDistance: -1.03
    case .alpha(let choice): choice.base == .iou ? 0 : -1.5
    }
  }
}
