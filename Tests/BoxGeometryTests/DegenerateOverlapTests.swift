import BoxGeometry
import DetectionTestSupport
import Foundation
import Testing

@Suite("Overlaps of degenerate boxes")
struct DegenerateOverlapTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Centre x, centre y, width, height.
    let a: [Double]
    let b: [Double]
    /// IoU, GIoU, DIoU, CIoU, EIoU, SIoU.
    let expected: [Double]
  }

  /// What one lost side costs in shape, `(1 - 1/e)⁴`.
  static let lostSide = pow(1 - exp(-1.0), 4)

  /// The pairs where other libraries give NaN or disagree, and what this one gives.
  static let examples: [Example] = [
    Example(
      testDescription: "identical",
      a: [50, 50, 10, 10],
      b: [50, 50, 10, 10],
      expected: [1, 1, 1, 1, 1, 1]
    ),
    Example(
      testDescription: "a point inside",
      a: [50, 50, 0, 0],
      b: [50, 50, 10, 10],
      expected: [0, 0, 0, 0, -2, -lostSide]
    ),
    Example(
      testDescription: "a line inside",
      a: [50, 50, 10, 0],
      b: [50, 50, 10, 10],
      expected: [0, 0, 0, -0.05, -1, -lostSide / 2]
    ),
    Example(
      testDescription: "the same point",
      a: [3, 3, 0, 0],
      b: [3, 3, 0, 0],
      expected: [1, 1, 1, 1, 1, 1]
    ),
    Example(
      testDescription: "the same line",
      a: [3, 3, 8, 0],
      b: [3, 3, 8, 0],
      expected: [1, 1, 1, 1, 1, 1]
    ),
    Example(
      testDescription: "two points",
      a: [0, 0, 0, 0],
      b: [3, 3, 0, 0],
      expected: [0, -1, -1, -1, -1, -(1 - exp(-1.0))]
    ),
    Example(
      testDescription: "two points on a line",
      a: [0, 0, 0, 0],
      b: [3, 0, 0, 0],
      expected: [0, -1, -1, -1, -1, -(1 - exp(-2.0)) / 2]
    ),
    Example(
      testDescription: "zero padding",
      a: [50, 50, 10, 10],
      b: [0, 0, 0, 0],
      expected: [
        0, 100.0 / 3025 - 1, -5000.0 / 6050, -5000.0 / 6050, -5000.0 / 6050 - 200.0 / 3025,
        -(1 - exp(-2500.0 / 3025)) - lostSide,
      ]
    ),
    Example(
      testDescription: "crossed lines",
      a: [5, 5, 10, 0],
      b: [5, 5, 0, 10],
      expected: [0, -1, 0, -0.5, -2, -lostSide]
    ),
  ]

  static func box<Scalar: RealNumber>(_ values: [Double], as: Scalar.Type) -> CenterBox<Scalar> {
    CenterBox(
      centerX: Scalar(values[0]),
      centerY: Scalar(values[1]),
      width: Scalar(values[2]),
      height: Scalar(values[3])
    )
  }

  @Test("gives the policy's answer, by centres and by corners", arguments: examples)
  func policy(_ example: Example) {
    let a = Self.box(example.a, as: Double.self)
    let b = Self.box(example.b, as: Double.self)
    for (measure, expected) in zip(OverlapFamilyTests.measures, example.expected) {
      let tolerance = Tolerance(absolute: 1e-15, relative: 1e-15)
      #expect(tolerance.accepts(measure(a, b), reference: expected), "\(measure)")
      #expect(measure(CornerBox(a), CornerBox(b)) == measure(a, b), "\(measure)")
      #expect(measure(b, a) == measure(a, b), "\(measure)")
      let single = measure(CenterBox<Float>(a), CenterBox<Float>(b))
      #expect(Tolerance.singlePrecision.accepts(single, reference: expected), "\(measure)")
      #expect(measure.withGradient(a, b).gradient.isFinite, "\(measure)")
      #expect(measure.withGradient(b, a).gradient.isFinite, "\(measure)")
    }
  }

  @Test("lines above each other that widen tend to the overlap of their lengths, and not to -1")
  func widenedLines() {
    // Lengths 7 and 16 that share 5: with one width for both, 5 / 18 is the overlap and no share
    // of the enclosing box is empty.
    func lines(_ width: Double, _ other: Double) -> Double {
      OverlapMeasure.generalized(
        CenterBox(centerX: 5, centerY: 5.5, width: width, height: 7),
        CenterBox(centerX: 5, centerY: 12, width: other, height: 16)
      )
    }
    #expect(lines(0, 0) == -1)
    for width in [1, 1e-3, 1e-9] { #expect(abs(lines(width, width) - 5.0 / 18) < 1e-15) }
    // With other widths the limit is another: there is none to be continued by.
    #expect(abs(lines(1e-9, 2e-9) - (5.0 / 34 - 2.0 / 36)) < 1e-14)
  }

  @Test("a perfect match is exactly one and exactly flat")
  func perfectMatch() {
    for values in [[207.3, 12.1, 33.7, 0.3], [0.1, 0.7, 1e-9, 1e9], [3, 4, 5, 0], [3, 4, 0, 0]] {
      for measure in OverlapMeasure.allMeasures {
        let double = Self.box(values, as: Double.self)
        #expect(measure.withGradient(double, double) == (value: 1, gradient: .zero))
        let single = Self.box(values, as: Float.self)
        #expect(measure.withGradient(single, single) == (value: 1, gradient: .zero))
      }
    }
  }

  @Test("is finite for sides from nothing to 2^60, and so is its gradient")
  func extremes() {
    Self.expectFinite(Float.self)
    Self.expectFinite(Double.self)
  }

  static func expectFinite<Scalar: RealNumber>(_ type: Scalar.Type) {
    let sides: [Scalar] = [0, 0x1p-60, 0x1p-30, 1, 20, 0x1p30, 0x1p60]
    let centers: [(Scalar, Scalar)] = [(210, 90), (200, 90), (0, 0), (210 + 0x1p-15, 90 + 0x1p-17)]
    let targets: [(Scalar, Scalar)] = [
      (20, 30), (0, 0), (0, 30), (0x1p-60, 0x1p-60), (0x1p60, 0x1p60), (0x1p-60, 0x1p60),
    ]
    var failures: [String] = []
    for width in sides {
      for height in sides {
        for (centerX, centerY) in centers {
          let a = CenterBox(centerX: centerX, centerY: centerY, width: width, height: height)
          for (w, h) in targets {
            let b = CenterBox(centerX: 210, centerY: 90, width: w, height: h)
            for measure in OverlapMeasure.allMeasures {
              let overlap = measure.withGradient(a, b)
              let range = Scalar(measure.lowerBound) - 0.000001...1
              if !overlap.gradient.isFinite || !range.contains(overlap.value) {
                failures.append("\(measure) of \(a) and \(b): \(overlap)")
              }
            }
          }
        }
      }
    }
    #expect(failures.isEmpty)
  }

  @Test("points the least distance apart are at their limit, with a finite gradient")
  func points() {
    let a = CenterBox<Float>(centerX: 0, centerY: 0, width: 0, height: 0)
    for distance in [Float.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-30, 1e-19] {
      let b = CenterBox<Float>(centerX: distance, centerY: 0, width: 0, height: 0)
      for measure in OverlapMeasure.allMeasures {
        let overlap = measure.withGradient(a, b)
        #expect(overlap.gradient.isFinite, "\(measure) at \(distance): \(overlap)")
      }
      #expect(OverlapMeasure.generalized(a, b) == -1)
      #expect(abs(OverlapMeasure.distance(a, b) + 1) < 1e-3)
    }
  }

  @Test("a tiny box far from the origin keeps its digits, which its corners lose")
  func tinyBox() {
    let tiny = CenterBox<Float>(centerX: 600.3, centerY: 400.7, width: 1e-6, height: 1e-6)
    let target = CenterBox<Float>(centerX: 600, centerY: 400, width: 20, height: 30)
    let overlap = OverlapMeasure.iou.withGradient(tiny, target)
    #expect(relativeError(overlap.value, reference: 1e-12 / 600) < 1e-6)
    #expect(relativeError(overlap.gradient.byWidth, reference: 1e-6 / 600) < 1e-6)
    #expect(OverlapMeasure.iou(CornerBox(tiny), CornerBox(target)) == 0)
  }

  @Test("a line in its target is pulled open")
  func pulledOpen() {
    let line = CenterBox<Double>(centerX: 5, centerY: 5, width: 0, height: 10)
    let target = CenterBox<Double>(centerX: 5, centerY: 5, width: 10, height: 10)
    let overlap = OverlapMeasure.iou.withGradient(line, target)
    #expect(overlap.value == 0)
    #expect(
      overlap.gradient == CenterGradient(byCenterX: 0, byCenterY: 0, byWidth: 0.1, byHeight: 0)
    )
  }
}
