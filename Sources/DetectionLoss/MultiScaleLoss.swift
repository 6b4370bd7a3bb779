import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// The loss of a detector: the sum of its scales' layers over a batch.
///
/// ```
/// loss = Σ over scales ( Σ over images (layer) · factor )
/// ```
///
/// with the factor of the configuration's reduction, such as one over the number of images.
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
    layers = configuration.scales.indices.map { LossLayer(configuration, scale: $0) }
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
    var sinks = heads.map { _ in NoGradient() }
    return try evaluate(heads: heads, targets: targets, into: &sinks)
  }

  /// The loss of a batch, and its derivative by every raw value.
  ///
  /// What a framework holds constant is held constant: an overlap that is the objectness target,
  /// and where the configuration says so the `alpha` of CIoU. Of two equal values in a maximum or
  /// minimum, and at the bend of an absolute value, the slope is that of the side named in the
  /// formula's own documentation.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the configuration.
  ///   - targets: What every image shall predict, in the order of the heads' images.
  /// - Returns: The loss, and a gradient for each head in its own shape and order.
  /// - Throws: ``LossInputError``, as for the loss alone.
  /// - Complexity: That of the loss, and O(values) for the zeros.
  public func withGradient(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(LossInputError) -> (report: LossReport, gradients: [HeadGradient<Scalar>]) {
    var values = heads.map { [Scalar](repeating: 0, count: $0.layout.valueCount) }
    let report = try self.callAsFunction(heads: heads, targets: targets, addingGradientTo: &values)
    let gradients = zip(heads, values).map { head, values in
      HeadGradient(name: head.name, shape: head.layout.shape, values: values)
    }
    return (report, gradients)
  }

  /// The loss of a batch; its derivatives are added to buffers of the caller.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the configuration.
  ///   - targets: What every image shall predict, in the order of the heads' images.
  ///   - gradients: For each head an array of its number of values, in C order of its own axes;
  ///     `Float` entries take derivatives computed in `Double` too, rounded once.
  /// - Returns: The loss by parts, scales, images and objects.
  /// - Throws: ``LossInputError``, as for the loss alone; then nothing was added.
  /// - Precondition: There is a buffer for each head, with as many elements as the head.
  /// - Complexity: That of the loss; beside the buffers, sixteen bytes for each value that takes
  ///   part.
  public func callAsFunction<Entry: RealNumber>(
    heads: [RawHead],
    targets: [ImageTargets],
    addingGradientTo gradients: inout [[Entry]]
  ) throws(LossInputError) -> LossReport {
    precondition(
      gradients.map(\.count) == heads.map(\.layout.valueCount),
      "a gradient buffer has one element for each value of its head"
    )
    var sinks = heads.map { _ in GradientList() }
    let report = try evaluate(heads: heads, targets: targets, into: &sinks)
    for (index, sink) in sinks.enumerated() { sink.add(to: &gradients[index]) }
    return report
  }

  private func evaluate<Sink: GradientSink>(
    heads: [RawHead],
    targets: [ImageTargets],
    into sinks: inout [Sink]
  ) throws(LossInputError) -> LossReport {
    try check(heads: heads, targets: targets)
    let reduction = configuration.components.reduction
    var scales: [ScaleLoss] = []
    var images = targets.map(ImageSum.init)
    var heldSizes = 0
    for (index, (layer, head)) in zip(layers, heads).enumerated() {
      let scaleTargets = targets.map { $0.scales[index] }
      let factors = reduction.factors(
        matches: scaleTargets.reduce(0) { sum, targets in
          targets.responsible.reduce(sum) { $0 + $1.boxes.count }
        },
        anchors: head.layout.anchorsPerImage * head.layout.images,
        images: targets.count,
        classes: configuration.classes.count
      )
      var results: [LayerLoss] = []
      for (image, targets) in scaleTargets.enumerated() {
        let result = layer.evaluate(
          head,
          image: image,
          targets: targets,
          factors: factors,
          into: &sinks[index]
        )
        results.append(result)
        heldSizes += result.heldSizes
        images[image].add(result, targets, share: reduction.hasImageLoss ? LossTerms(1) : factors)
      }
      scales.append(scaleLoss(of: results, scale: index, factors: factors))
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

  /// What the layers of one scale come to.
  private func scaleLoss(
    of layers: [LayerLoss],
    scale index: Int,
    factors: LossTerms
  ) -> ScaleLoss {
    var counts = AnchorCounts()
    for layer in layers { counts += layer.counts }
    let weight = configuration.components.box.terms.first?.weight ?? 0
    return ScaleLoss(
      name: configuration.scales[index].name,
      stride: configuration.scales[index].stride,
      loss: layers.reduce(LossTerms()) { $0 + $1.terms } * factors,
      counts: counts,
      matches: layers.reduce(0) { $0 + $1.matches },
      frameworkLoss: configuration.components.frameworkLoss?.value(of: layers, weight: weight)
    )
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

  mutating func add(_ layer: LayerLoss, _ targets: ScaleTargets, share: LossTerms) {
    terms += layer.terms * share
    for (target, losses) in zip(targets.responsible, layer.responsible) {
      for (box, loss) in zip(target.boxes, losses) {
        responsible += loss.objectness * share.objectness
        guard let object = box.object else { continue }
        objects[object].anchors += 1
        objects[object].loss += loss * share
      }
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
