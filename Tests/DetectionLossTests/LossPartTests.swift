import AnchorDecoding
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TargetAssignment
import Testing

/// Batches that are computed some images at a time. Without objects every anchor is background, and
/// every logit of an image is the same, so that its loss can be worked out by hand.
@Suite("Batches in pieces")
struct LossPartTests {
  private static func detector(
    anchors: [(Double, Double)],
    width: Int,
    height: Int,
    classes: Int
  ) throws -> Detector {
    var components = LossComponents.reference
    components.objectness.focal = nil
    components.reduction = .perImage(.sum)
    return try .of(
      [DetectionScale(name: "only", stride: 8, anchorSides: anchors)],
      width: width,
      height: height,
      classes: classes,
      components: components
    )
  }

  private static func targets(_ images: Int) -> [ImageTargets] {
    let empty = ImageTargets(scales: [ScaleTargets(positives: [], backgroundObjects: [])])
    return [ImageTargets](repeating: empty, count: images)
  }

  @Test("more images than are computed at once have each its own loss, whoever computes it")
  func manyImages() throws {
    // Of 160 anchors each: 256 images are enough work for a second thread.
    let (images, anchors) = (512, 160)
    let detector = try Self.detector(
      anchors: [(12, 10), (20, 30)],
      width: 64,
      height: 80,
      classes: 1
    )
    func logit(_ image: Int) -> Double { Double(image % 11) / 2 - 3 }
    var values: [Float] = []
    for image in 0..<images {
      values += [Float](repeating: Float(logit(image)), count: anchors * 6)
    }
    let head = try RawHead(
      name: "only",
      values: values,
      order: .nhwac,
      shape: [images, 10, 8, 2, 6],
      anchors: 2,
      classes: 1
    )
    let loss = DetectorLoss(
      detector,
      precision: .single,
      checking: .valuesThatTakePart,
      threads: 2
    )
    let targets = Self.targets(images)
    let batch = LossBatch(targets)
    let part = try LossPart(loss, heads: [head], targets: targets, of: batch, from: 0)
    var total = LossTotal(loss, of: batch)
    var found: [Double] = []
    try total.add(part) { (image: Int, loss: ImageLoss) in
      #expect(image == found.count)
      found.append(loss.loss.total)
    }
    #expect(found.count == images)
    for (image, found) in found.enumerated() {
      let expected = Double(anchors) * log(1 + exp(logit(image)))
      #expect(relativeError(found, reference: expected) < 1e-5)
    }
  }

  @Test("a gradient of several pieces has in each its own images")
  func pieces() throws {
    // A piece has 16 MB, which is room for four of these images.
    let (images, classes) = (5, 840_000)
    let perImage = 5 + classes
    let detector = try Self.detector(anchors: [(6, 6)], width: 8, height: 8, classes: classes)
    var values = [Float](repeating: 0, count: images * perImage)
    for image in 0..<images { values[image * perImage + 4] = Float(image) }
    let head = try RawHead(
      name: "only",
      values: values,
      order: .nhwac,
      shape: [images, 1, 1, 1, perImage],
      anchors: 1,
      classes: classes
    )
    let loss = DetectorLoss(detector, precision: .single, checking: .valuesThatTakePart)
    var counts: [Int] = []
    var derivatives: [Float] = []
    _ = try loss(heads: [head], targets: Self.targets(images)) { _, piece in
      counts.append(piece.count / perImage)
      for start in stride(from: 0, to: piece.count, by: perImage) {
        derivatives.append(piece[start + 4])
      }
    }
    #expect(counts == [4, 1])
    #expect(derivatives.count == images)
    for (image, derivative) in derivatives.enumerated() {
      let expected = 1 / (1 + exp(-Double(image)))
      #expect(relativeError(derivative, reference: expected) < 1e-5)
    }
  }
}
