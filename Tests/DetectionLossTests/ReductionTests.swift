import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// One anchor of two objects and two classes, one to three times in a batch.
@Suite("Reductions")
struct ReductionTests {
  static func loss(_ reduction: ReductionChoice, images: Int) throws -> LossTerms {
    var cell = OneCell.box(.overlap(.iou, form: .oneMinus))
    cell.components.reduction = reduction
    cell.components.objectness.focal = nil
    cell.components.classification.labelSmoothing = 0
    cell.images = images
    cell.logits = [Double](repeating: 0, count: 7)
    // Half and three quarters as high: box losses of 1/2 and 1/4.
    cell.boxes = [8.0, 12].map { CenterBox(centerX: 16, centerY: 16, width: 16, height: $0) }
    cell.classTargets = [.index(0), .index(1)]
    return try cell.evaluate().report.loss
  }

  static let ln2 = 0.693147180559945

  /// The sums over one image: every logit is zero, so every cross-entropy is ln 2.
  static let sums = LossTerms(box: 0.75, objectness: ln2, classification: 4 * ln2)

  static func expect(_ loss: LossTerms, _ box: Double, _ objectness: Double, _ classes: Double) {
    #expect(relativeError(loss.box, reference: sums.box * box) < 1e-14)
    #expect(relativeError(loss.objectness, reference: sums.objectness * objectness) < 1e-14)
    #expect(relativeError(loss.classification, reference: sums.classification * classes) < 1e-14)
  }

  @Test("over images: their mean, or their sum")
  func perImage() throws {
    Self.expect(try Self.loss(.perImage(.mean), images: 1), 1, 1, 1)
    Self.expect(try Self.loss(.perImage(.mean), images: 3), 1, 1, 1)
    Self.expect(try Self.loss(.perImage(.sum), images: 3), 3, 3, 3)
  }

  @Test("over a scale: means over matches, anchors, and matches times classes")
  func perScale() throws {
    Self.expect(try Self.loss(.perScale(timesBatchSize: false), images: 1), 0.5, 1, 0.25)
    Self.expect(try Self.loss(.perScale(timesBatchSize: false), images: 3), 0.5, 1, 0.25)
    Self.expect(try Self.loss(.perScale(timesBatchSize: true), images: 3), 1.5, 3, 0.75)
  }

  /// Four anchors side by side in two images; the first of each image is ignored.
  static func objectness(over mean: ObjectnessMean) throws -> (LossReport, [Double]) {
    var components = LossComponents.reference
    components.objectness.focal = nil
    components.background.against = .image
    components.reduction = .perScale(timesBatchSize: false, objectnessOver: mean)
    let detector = try Detector.of(
      [DetectionScale(name: "only", stride: 32, anchorSides: [(16, 16)])],
      width: 128,
      height: 32,
      components: components
    )
    let head = try RawHead(
      name: "only",
      values: [Double](repeating: 0, count: 2 * 4 * 6),
      order: .nhwac,
      shape: [2, 1, 4, 1, 6],
      anchors: 1,
      classes: 1
    )
    let guarding = CornerBox<Double>(minX: 8, minY: 8, maxX: 24, maxY: 24)
    let targets = ImageTargets(scales: [
      ScaleTargets(positives: [], backgroundObjects: [guarding])
    ])
    let (report, gradients) = try DetectorLoss.plain(detector).withDoubleGradient(
      heads: [head],
      targets: [targets, targets]
    )
    let fast = try DetectorLoss.fast(detector)(heads: [head], targets: [targets, targets])
    #expect(relativeError(fast.loss.objectness, reference: report.loss.objectness) < 1e-6)
    return (report, stride(from: 4, to: 24, by: 6).map { gradients[0].values[$0] })
  }

  @Test("over a scale, the mean of the objectness leaves out ignored anchors where it is to")
  func counted() throws {
    let (all, allGradient) = try Self.objectness(over: .all)
    #expect(relativeError(all.loss.objectness, reference: Self.ln2 * 3 / 4) < 1e-14)
    #expect(allGradient == [0, 0.0625, 0.0625, 0.0625])
    let (counted, gradient) = try Self.objectness(over: .counted)
    #expect(counted.scales[0].counts.ignored == 2)
    #expect(relativeError(counted.loss.objectness, reference: Self.ln2) < 1e-14)
    #expect(gradient[0] == 0)
    for value in gradient[1...] { #expect(relativeError(value, reference: 0.5 / 6) < 1e-14) }
  }

  @Test("over a scale, an image whose every anchor has an object has nothing left for background")
  func background() throws {
    var cell = OneCell.box(.overlap(.iou, form: .oneMinus))
    cell.components.reduction = .perScale(timesBatchSize: false)
    cell.components.objectness.focal = nil
    cell.images = 4
    cell.boxes = [CenterBox(centerX: 16, centerY: 16, width: 16, height: 8)]
    let report = try cell.evaluate().report
    #expect(report.images.count == 4)
    for image in report.images {
      // A quarter of the mean over the four anchors.
      #expect(relativeError(image.loss.objectness, reference: Self.ln2 / 4) < 1e-14)
      #expect(abs(image.background) < 1e-14)
    }
  }

  @Test("over a scale without matches, box and classes are zero, not NaN")
  func noMatches() throws {
    var cell = OneCell.box(.overlap(.iou, form: .oneMinus))
    cell.components.reduction = .perScale(timesBatchSize: true)
    cell.components.objectness.focal = nil
    let (report, gradient) = try cell.evaluate()
    #expect(report.loss.box == 0 && report.loss.classification == 0)
    #expect(relativeError(report.loss.objectness, reference: Self.ln2) < 1e-14)
    #expect(gradient == [0, 0, 0, 0, 0.5, 0])
  }
}
