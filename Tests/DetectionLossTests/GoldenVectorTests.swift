import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TargetAssignment
import Testing

/// A small batch whose loss was computed by the reference's own graph, and again in float64.
///
/// Three classes, an input of 64 × 64, two images; every logit is `1.5 sin(0.7 n + s)` with its
/// index `n` in scale `s`. The second image has no object. One object of the first is too small
/// for any anchor, so the fallback takes it.
@Suite("Golden vector of the reference loss")
struct GoldenVectorTests {
  static let configuration = DetectorConfiguration(
    classes: ClassList(count: 3),
    scales: [
      DetectionScale(
        name: "S",
        stride: 8,
        anchors: [(10, 13), (16, 30), (33, 23)].map { AnchorSize(width: $0, height: $1) }
      ),
      DetectionScale(
        name: "M",
        stride: 16,
        anchors: [(30, 61), (62, 45), (59, 119)].map { AnchorSize(width: $0, height: $1) }
      ),
      DetectionScale(
        name: "L",
        stride: 32,
        anchors: [(116, 90), (156, 198), (373, 326)].map { AnchorSize(width: $0, height: $1) }
      ),
    ],
    fit: .none
  )

  static let input = PixelSize(width: 64, height: 64)

  static let objects: [LabeledBox] = [
    (4, 6, 20, 30, 0), (10, 8, 58, 50, 2), (40, 40, 46, 45, 1),
  ].map { (x1, y1, x2, y2, classID) in
    LabeledBox(box: CornerBox(minX: x1, minY: y1, maxX: x2, maxY: y2), classID: classID)
  }

  static let loss = (
    box: [4.593087927, 0.955235136, 0],
    objectness: [74.304373694, 18.962544319, 4.572250597],
    classification: [7.865585874, 1.556197962, 0],
    total: 112.809275510
  )

  static func report(
    _ precision: DetectorLoss.Precision,
    _ fallbackCell: FallbackCell = .ownScale
  ) throws -> LossReport {
    var configuration = configuration
    configuration.components.assignment.rule = .anchorIoU(
      threshold: 0.3,
      fallbackCell: fallbackCell
    )
    let detector = try configuration.detector(for: input)
    let assigner = TargetAssigner(detector)
    let targets = try [objects, []].map { try assigner($0).targets(for: detector) }
    let heads = try (0..<3).map { scale in
      let side = 8 >> scale
      return try RawHead(
        name: configuration.scales[scale].name,
        values: (0..<2 * side * side * 3 * 8).map {
          1.5 * Foundation.sin(0.7 * Double($0) + Double(scale))
        },
        order: .nhwac,
        shape: [2, side, side, 3, 8],
        anchors: 3,
        classes: 3
      )
    }
    return try DetectorLoss(detector, precision: precision)(heads: heads, targets: targets)
  }

  @Test("agrees to 1e-9 in Double")
  func double() throws {
    let report = try Self.report(.double)
    // Upstream adds 1e-6 square pixels to two denominators, which moves one box loss by 2e-9.
    let tolerance = Tolerance.golden
    #expect(tolerance.accepts(report.loss.total, reference: Self.loss.total))
    for (index, scale) in report.scales.enumerated() {
      #expect(tolerance.accepts(scale.loss.box, reference: Self.loss.box[index]))
      #expect(tolerance.accepts(scale.loss.objectness, reference: Self.loss.objectness[index]))
      #expect(
        tolerance.accepts(scale.loss.classification, reference: Self.loss.classification[index])
      )
    }
    #expect(report.scales.map(\.counts.positives) == [5, 2, 0])
    #expect(report.scales.map(\.counts.background) == [377, 93, 24])
    #expect(report.scales.map(\.counts.ignored) == [2, 1, 0])
  }

  @Test("agrees with upstream's own fallback cell, where that is asked for")
  func upstream() throws {
    let report = try Self.report(.double, .lastScale)
    // The object of the fallback moves to another cell, whose anchor another one also has.
    #expect(Tolerance.golden.accepts(report.loss.total, reference: 112.536670014837))
    let box = [4.86945835868838, 0.955235136016698, 0]
    for (scale, reference) in zip(report.scales, box) {
      #expect(Tolerance.golden.accepts(scale.loss.box, reference: reference))
    }
  }

  @Test("agrees to single precision in Float")
  func single() throws {
    let report = try Self.report(.single)
    #expect(relativeError(report.loss.total, reference: Self.loss.total) < 1e-6)
    #expect(report.scales.map(\.counts.positives) == [5, 2, 0])
    #expect(report.scales.map(\.counts.ignored) == [2, 1, 0])
  }

  @Test("gives the fallback's object a cell of its own scale's grid")
  func assignment() throws {
    let assigner = TargetAssigner(try Self.configuration.detector(for: Self.input))
    let assignment = try assigner(Self.objects)
    let sites = assignment.positives.map {
      [$0.site.scale, $0.site.column, $0.site.row, $0.site.anchor]
    }
    #expect(
      sites == [
        [0, 1, 2, 0], [0, 1, 2, 1], [0, 1, 2, 2], [0, 4, 3, 2], [0, 5, 5, 0], [1, 2, 1, 0],
        [1, 2, 1, 1],
      ]
    )
    #expect(assignment.assigned.map(\.isFallback) == [false, false, true])
  }
}
