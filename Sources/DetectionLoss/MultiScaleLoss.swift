import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// The loss of a detector: the sum of its scales' layers over a batch.
///
/// ```
/// loss = Σ over scales ( Σ over images (layer) / images )
/// ```
///
/// or without the division, where the configuration adds over the batch.
///
/// Sums are kept in `Double` and taken in the order of anchors, images and scales, whatever
/// `Scalar` the formulas are computed in.
///
/// ```swift
/// let loss = MultiScaleLoss<Double>(configuration)
/// let report = try loss(heads: heads, targets: targets)
/// print(report.loss.total)
/// ```
public struct MultiScaleLoss<Scalar: RealNumber>: Sendable {
  /// The detector.
  public let configuration: DetectorConfiguration

  private let layers: [LossLayer<Scalar>]

  /// Creates the loss of a detector.
  ///
  /// - Precondition: Anchors are in pixels; see ``DetectorConfiguration/resolved(inputWidth:inputHeight:)``.
  public init(_ configuration: DetectorConfiguration) {
    precondition(configuration.anchorUnit == .pixels, "anchors are not in pixels yet")
    self.configuration = configuration
    layers = configuration.scales.map { LossLayer($0, components: configuration.components) }
  }

  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the configuration.
  ///   - targets: What every image shall predict, in the order of the heads' images.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: ``LossInputError`` when heads and targets do not belong together, or a head holds
  ///   values that are not finite.
  /// - Complexity: O(values) to look for NaN, and what ``LossLayer`` takes for every image.
  public func callAsFunction(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(LossInputError) -> LossReport {
    try check(heads: heads, targets: targets)
    var scales: [ScaleLoss] = []
    var images = targets.map(ImageSum.init)
    var heldSizes = 0
    for (index, (layer, head)) in zip(layers, heads).enumerated() {
      var sum = LossTerms()
      var counts = AnchorCounts()
      for image in targets.indices {
        let scaleTargets = targets[image].scales[index]
        let result = layer(head, image: image, targets: scaleTargets)
        sum += result.terms
        counts += result.counts
        heldSizes += result.heldSizes
        images[image].add(result, scaleTargets)
      }
      scales.append(
        ScaleLoss(
          name: configuration.scales[index].name,
          stride: configuration.scales[index].stride,
          loss: reduced(sum, images: targets.count),
          counts: counts
        )
      )
    }
    let report = LossReport(
      loss: scales.reduce(LossTerms()) { $0 + $1.loss },
      scales: scales,
      images: images.map(\.loss),
      heldSizes: heldSizes
    )
    guard report.loss.total.isFinite else { throw .overflow }
    return report
  }

  /// A sum over the batch as the configuration reports it.
  private func reduced(_ sum: LossTerms, images: Int) -> LossTerms {
    switch configuration.components.reduction {
    case .perImage(.mean): sum / Double(images)
    case .perImage(.sum): sum
    case .perScale: preconditionFailure("means over a scale are not available yet")
    }
  }

  /// Refuses heads and targets that do not belong together.
  private func check(heads: [RawHead], targets: [ImageTargets]) throws(LossInputError) {
    let scales = configuration.scales
    guard heads.count == scales.count else {
      throw .headCount(found: heads.count, expected: scales.count)
    }
    for (head, scale) in zip(heads, scales) {
      let expected = (scale.anchors.count, configuration.classes.count)
      guard (head.layout.anchors, head.layout.classes) == expected else {
        throw .headShape(head: head.name, scale: scale.name)
      }
      guard head.layout.images == targets.count else {
        throw .imageCount(head: head.name, images: head.layout.images, targets: targets.count)
      }
    }
    for (image, target) in targets.enumerated() {
      guard target.scales.count == scales.count else {
        throw .targetScales(image: image, found: target.scales.count, expected: scales.count)
      }
    }
    for head in heads {
      if let values = head.nonFiniteValues() { throw .nonFinite(values) }
    }
  }
}

/// The running sums of one image.
private struct ImageSum {
  private var terms = LossTerms()
  private var objects: [(anchors: Int, loss: LossTerms)]
  private var responsible = 0.0

  init(_ targets: ImageTargets) {
    objects = Array(repeating: (0, LossTerms()), count: targets.objectCount)
  }

  mutating func add(_ layer: LayerLoss, _ targets: ScaleTargets) {
    terms += layer.terms
    for (target, loss) in zip(targets.responsible, layer.responsible) {
      responsible += loss.objectness
      guard let object = target.object else { continue }
      objects[object].anchors += 1
      objects[object].loss += loss
    }
  }

  var loss: ImageLoss {
    ImageLoss(
      loss: terms,
      objects: objects.enumerated().map {
        ObjectLoss(object: $0.offset, anchors: $0.element.anchors, loss: $0.element.loss)
      },
      background: terms.objectness - responsible
    )
  }
}
