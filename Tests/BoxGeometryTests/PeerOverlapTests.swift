import BoxGeometry
import DetectionTestSupport
import Foundation
import Testing

/// Overlaps as frameworks take them, against 40 digits: `Tests/Fixtures/field/overlaps.json`.
@Suite("Overlaps of peers")
struct PeerOverlapTests {
  struct File: Decodable, Sendable {
    let input: Double
    let gate: [Gate]
    let smallBoxes: [SmallBoxes]

    enum CodingKeys: String, CodingKey {
      case input, gate
      case smallBoxes = "small_boxes"
    }
  }

  /// CIoU with mmdetection's gate, SIoU with either sign; gradients by left, top, right, bottom.
  struct Gate: Decodable, Sendable {
    let prediction: [Double]
    let truth: [Double]
    let iou: Double
    let ciou: Double
    let ciouGated: Double
    let gradientGated: [Double]
    let gradientAlphaConstant: [Double]
    let siouPaper: Double
    let siouMmdetection: Double
    let siouPaperGradient: [Double]
    let siouMmdetectionGradient: [Double]

    enum CodingKeys: String, CodingKey {
      case prediction, truth, iou, ciou
      case ciouGated = "ciou_gated"
      case gradientGated = "gradient_gated"
      case gradientAlphaConstant = "gradient_alpha_constant"
      case siouPaper = "siou_paper"
      case siouMmdetection = "siou_mmdetection"
      case siouPaperGradient = "siou_paper_gradient"
      case siouMmdetectionGradient = "siou_mmdetection_gradient"
    }
  }

  struct SmallBoxes: Decodable, Sendable {
    let prediction: [Double]
    let truth: [Double]
    let iou: Pair
    let giou: Pair
    let diou: Pair
    let ciou: Pair
    let iouUnionOnly: UnionOnly

    enum CodingKeys: String, CodingKey {
      case prediction, truth, iou, giou, diou, ciou
      case iouUnionOnly = "iou_union_only"
    }
  }

  /// An overlap without an epsilon, and with 1e-9 in fractions of the input.
  struct Pair: Decodable, Sendable {
    let without: Double
    let fractions: Double

    enum CodingKeys: String, CodingKey {
      case without
      case fractions = "fractions_1e-9"
    }
  }

  struct UnionOnly: Decodable, Sendable {
    let pixels7: Double
    let pixels6: Double
    let cells: Double

    enum CodingKeys: String, CodingKey {
      case pixels7 = "pixels_1e-7"
      case pixels6 = "pixels_1e-6"
      case cells = "cells_1e-7_stride_8"
    }
  }

  static let file: File? = {
    let path = Fixture.repository.appending(path: "Tests/Fixtures/field/overlaps.json")
    return (try? Data(contentsOf: path)).flatMap { try? JSONDecoder().decode(File.self, from: $0) }
  }()

  static func box(_ edges: [Double]) -> CenterBox<Double> {
    CenterBox(CornerBox(minX: edges[0], minY: edges[1], maxX: edges[2], maxY: edges[3]))
  }

  /// A gradient by the edges of the first box.
  static func byEdges(_ gradient: CenterGradient<Double>) -> [Double] {
    [
      gradient.byCenterX / 2 - gradient.byWidth, gradient.byCenterY / 2 - gradient.byHeight,
      gradient.byCenterX / 2 + gradient.byWidth, gradient.byCenterY / 2 + gradient.byHeight,
    ]
  }

  @Test("the file was read")
  func read() {
    #expect(Self.file?.gate.count == 48)
    #expect(Self.file?.smallBoxes.count == 11)
  }

  @Test("CIoU with a gate and SIoU with either sign, and their gradients", arguments: 0..<48)
  func gates(index: Int) throws {
    let row = try #require(Self.file?.gate[index])
    let expected: [(OverlapMeasure, Double, [Double])] = [
      (.complete(alpha: .heldConstant), row.ciou, row.gradientAlphaConstant),
      (.complete(alpha: .heldConstant, above: 0.5), row.ciouGated, row.gradientGated),
      (.scylla, row.siouPaper, row.siouPaperGradient),
      (.scyllaRewardingDistance, row.siouMmdetection, row.siouMmdetectionGradient),
    ]
    let tolerance = Tolerance(absolute: 2e-14, relative: 2e-13)
    for (measure, value, gradient) in expected {
      let found = measure.withGradient(Self.box(row.prediction), Self.box(row.truth))
      #expect(tolerance.accepts(found.value, reference: value), "\(measure)")
      for (derivative, reference) in zip(Self.byEdges(found.gradient), gradient) {
        #expect(
          tolerance.accepts(derivative, reference: reference),
          "\(measure): \(derivative) \(reference)"
        )
      }
    }
  }

  @Test("the gate is closed for some pairs and open for others")
  func gateMatters() throws {
    let rows = try #require(Self.file?.gate)
    #expect(rows.contains { $0.iou > 0.5 && $0.ciouGated < $0.ciou.nextUp })
    #expect(rows.contains { $0.iou <= 0.5 && $0.ciouGated > $0.ciou })
    // Equal to the gate is not above it.
    let (a, b) = (Self.box([0, 0, 4, 2]), Self.box([0, 0, 4, 4]))
    #expect(OverlapMeasure.complete(alpha: .heldConstant, above: 0.5)(a, b) == 0.5 - 1.0 / 32)
  }

  static func epsilon(_ union: Double, _ enclosure: Double = 0, _ diagonal: Double = 0)
    -> OverlapEpsilon
  {
    var epsilon = OverlapEpsilon()
    (epsilon.union, epsilon.enclosure, epsilon.diagonal) = (union, enclosure, diagonal)
    return epsilon
  }

  @Test("an epsilon lowers the overlap of small boxes", arguments: 0..<11)
  func epsilons(index: Int) throws {
    let file = try #require(Self.file)
    let row = file.smallBoxes[index]
    let (a, b) = (Self.box(row.prediction), Self.box(row.truth))
    let area = 1e-9 * file.input * file.input
    // CIoU has it at the heights and the weight too, which is below what anybody sees.
    for (measure, pair, bound) in [
      (OverlapMeasure.iou, row.iou, 1e-13), (.generalized, row.giou, 1e-13),
      (.distance, row.diou, 1e-13), (.complete(alpha: .heldConstant), row.ciou, 2e-9),
    ] {
      let tolerance = Tolerance(absolute: bound, relative: bound)
      #expect(
        Tolerance(absolute: 1e-13, relative: 1e-13).accepts(measure(a, b), reference: pair.without)
      )
      let found = measure.withGradient(a, b, epsilon: Self.epsilon(area, area, area)).value
      #expect(tolerance.accepts(found, reference: pair.fractions), "\(measure) \(found)")
    }
    for (epsilon, reference) in [
      (1e-7, row.iouUnionOnly.pixels7), (1e-6, row.iouUnionOnly.pixels6),
      (1e-7 * 64, row.iouUnionOnly.cells),
    ] {
      let found = OverlapMeasure.iou.withGradient(a, b, epsilon: Self.epsilon(epsilon)).value
      #expect(Tolerance(absolute: 1e-13, relative: 1e-13).accepts(found, reference: reference))
    }
  }

  @Test("no epsilon changes no bit", arguments: UInt64(0)..<4)
  func none(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let a = CenterBox(CornerBox<Double>.random(inSquareOf: 416, using: &generator))
      let b = CenterBox(CornerBox<Double>.random(inSquareOf: 416, using: &generator))
      for measure in OverlapMeasure.allMeasures {
        let (with, without) = (
          measure.withGradient(a, b, epsilon: OverlapEpsilon()), measure.withGradient(a, b)
        )
        #expect(with.value == without.value && with.gradient == without.gradient)
      }
    }
  }

  @Test(
    "with an epsilon the gradient is the derivative of the value",
    arguments: OverlapGradientTests.Position.allCases
  )
  func differences(position: OverlapGradientTests.Position) {
    var generator = SeededGenerator(seed: 17)
    for _ in 0..<100 {
      let (point, target) = OverlapGradientTests.smoothPair(position, using: &generator)
      for measure in OverlapGradientTests.differentiable + [OverlapMeasure.scyllaRewardingDistance]
      {
        let mismatches = gradientMismatches(
          at: point,
          tolerance: 1e-9,
          value: { point in
            measure.withGradient(
              OverlapGradientTests.box(point),
              target,
              epsilon: Self.epsilon(0.2, 0.3, 0.4)
            ).value
          },
          gradient: { point in
            OverlapGradientTests.entries(
              measure.withGradient(
                OverlapGradientTests.box(point),
                target,
                epsilon: Self.epsilon(0.2, 0.3, 0.4)
              ).gradient
            )
          }
        )
        #expect(mismatches.isEmpty, "\(measure) of \(point) and \(target)")
      }
    }
  }
}
