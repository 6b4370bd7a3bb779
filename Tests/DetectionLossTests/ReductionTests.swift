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
