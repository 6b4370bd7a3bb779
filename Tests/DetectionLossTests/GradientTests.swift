import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// The analytic gradient against central differences in `Double`, component by component.
///
/// What a framework holds constant is held constant in the difference too: an overlap that is the
/// objectness target depends on the box channels alone, so for these the difference is that of the
/// box and class terms. CIoU's `alpha` is differentiated here; the constant one is checked with
/// the overlaps themselves.
@Suite("Gradients")
struct GradientTests {
  /// Components under a name.
  struct Variant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let components: LossComponents
    var classes = 3
  }

  /// Debug code is too slow for more than one.
  #if DEBUG
    static let seeds: UInt64 = 1
  #else
    static let seeds: UInt64 = 8
  #endif

  static let scales = [
    DetectionScale(name: "fine", stride: 16, anchorSides: [(20, 14), (30, 36)]),
    DetectionScale(name: "coarse", stride: 32, anchorSides: [(50, 40), (61, 22)]),
  ]
  static let grids = [(rows: 4, columns: 6), (rows: 2, columns: 3)]

  static func detector(_ variant: Variant) throws -> Detector {
    try .of(
      scales,
      width: 96,
      height: 64,
      classes: variant.classes,
      components: variant.components
    )
  }

  /// Objects of which two share a cell and are alike, so that they meet on an anchor.
  static func objects(
    classes: Int,
    using generator: inout SeededGenerator
  ) -> [LabeledBox] {
    let pair = [(20.3, 17.1, 45.2, 33.9), (21.1, 18.4, 44.0, 35.7)].map {
      CornerBox(minX: $0.0, minY: $0.1, maxX: $0.2, maxY: $0.3)
    }
    let others = (0..<2).map { _ in CornerBox.random(inSquareOf: 62, using: &generator) }
    return (pair + others).map {
      LabeledBox(box: $0, classID: Int(generator.next() % UInt64(classes)))
    }
  }

  static func heads(_ values: [Double], classes: Int) throws -> [RawHead] {
    var start = 0
    return try scales.indices.map { scale in
      let shape = [1, grids[scale].rows, grids[scale].columns, 2 * (5 + classes)]
      let count = shape.reduce(1, *)
      defer { start += count }
      return try RawHead(
        name: scales[scale].name,
        values: Array(values[start..<start + count]),
        order: .nhwc,
        shape: shape,
        anchors: 2,
        classes: classes
      )
    }
  }

  /// The largest error over all values of a random head, relative to the larger of one and the
  /// derivative; and the number of values compared.
  static func worstError(_ variant: Variant, seed: UInt64) throws -> (error: Double, count: Int) {
    var generator = SeededGenerator(seed: seed)
    let detector = try Self.detector(variant)
    let components = detector.components
    let objects = objects(classes: variant.classes, using: &generator)
    let channels = 5 + variant.classes
    let count = grids.reduce(0) { $0 + $1.rows * $1.columns * 2 * channels }
    let point = (0..<count).map { _ in generator.bell() }
    let seen = ImagePredictions(
      of: try heads(point, classes: variant.classes),
      image: 0,
      detector
    )
    let targets = [
      try TargetAssigner(detector)(objects, predictions: seen).targets(for: detector)
    ]
    let loss = DetectorLoss.plain(detector)
    let (base, gradients) = try loss.withDoubleGradient(
      heads: try heads(point, classes: variant.classes),
      targets: targets
    )
    let isOverlapTarget = if case .overlap = components.objectness.target { true } else { false }
    let analytic = gradients.flatMap(\.values)
    var worst = 0.0
    var compared = 0
    for index in 0..<count where analytic[index] != 0 || index % 13 == 0 {
      let holdsObjectness = isOverlapTarget && index % channels < 4
      var isSmooth = true
      func value(_ step: Double) throws -> Double {
        var moved = point
        moved[index] += step
        let report = try loss(
          heads: try heads(moved, classes: variant.classes),
          targets: targets
        )
        isSmooth = isSmooth && report.scales.map(\.counts) == base.scales.map(\.counts)
        return holdsObjectness ? report.loss.total - report.loss.objectness : report.loss.total
      }
      func difference(_ step: Double) throws -> Double {
        (try value(step) - value(-step)) / (2 * step)
      }
      let numeric = try difference(1e-5)
      guard isSmooth else { continue }
      compared += 1
      worst = max(worst, abs(numeric - analytic[index]) / max(1, abs(numeric)))
    }
    return (worst, compared)
  }

  @Test("agree with central differences", arguments: variants)
  func differences(variant: Variant) throws {
    var worst = 0.0
    var count = 0
    for seed in 0..<Self.seeds {
      let result = try Self.worstError(variant, seed: seed)
      worst = max(worst, result.error)
      count += result.count
    }
    print(
      "gradient of \(variant.testDescription): \(Self.seeds) seeds, \(count) values, "
        + "worst error \(worst)"
    )
    #expect(worst < 1e-7)
    #expect(count > 50)
  }
}
