import AnchorDecoding
import DetectorConfiguration
import RealFunctions
import TargetAssignment

/// Heads and targets that belong together, and how their losses become a report.
struct LossBatch {
  let heads: [RawHead]
  let targets: [ImageTargets]
  let configuration: DetectorConfiguration
  let checking: ValueCheck

  /// The factor of each term of each scale on the way to the total.
  let factors: [LossTerms]

  /// Refuses heads and targets that do not belong together.
  init(
    _ heads: [RawHead],
    _ targets: [ImageTargets],
    _ configuration: DetectorConfiguration,
    checking: ValueCheck
  ) throws(LossInputError) {
    try Self.check(heads, targets, configuration)
    if checking == .everyValue { try Self.checkFinite(heads) }
    self.heads = heads
    self.targets = targets
    self.configuration = configuration
    self.checking = checking
    factors = heads.indices.map { scale in
      var matches = 0
      for image in targets {
        for anchor in image.scales[scale].responsible { matches += anchor.boxes.count }
      }
      return configuration.components.reduction.factors(
        matches: matches,
        anchors: heads[scale].layout.anchorsPerImage * heads[scale].layout.images,
        images: targets.count,
        classes: configuration.classes.count
      )
    }
  }

  private static func check(
    _ heads: [RawHead],
    _ targets: [ImageTargets],
    _ configuration: DetectorConfiguration
  ) throws(LossInputError) {
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
  }

  /// Refuses heads that hold NaN or infinity anywhere.
  private static func checkFinite(_ heads: [RawHead]) throws(LossInputError) {
    for head in heads {
      if let values = head.nonFiniteValues() { throw .nonFinite(values) }
    }
  }
}

// MARK: - Report

extension LossBatch {
  /// The report of the plain layers, one for each scale.
  func report<Scalar: RealNumber, Sink: GradientSink>(
    of layers: [LossLayer<Scalar>],
    into sinks: inout [Sink]
  ) throws(LossInputError) -> LossReport {
    var losses: [[LayerLoss]] = []
    for (scale, layer) in layers.enumerated() {
      losses.append([])
      for image in targets.indices {
        losses[scale].append(
          layer.evaluate(
            heads[scale],
            image: image,
            targets: targets[image].scales[scale],
            factors: factors[scale],
            into: &sinks[scale]
          )
        )
      }
    }
    return try report(of: losses)
  }

  /// The report of every scale's losses, image by image.
  func report(of losses: [[LayerLoss]]) throws(LossInputError) -> LossReport {
    guard losses.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      try Self.checkFinite(heads)
      throw .overflow
    }
    let hasImageLoss = configuration.components.reduction.hasImageLoss
    var images = targets.map(ImageSum.init)
    for (scale, layers) in losses.enumerated() {
      let share = hasImageLoss ? LossTerms(1) : factors[scale]
      for (image, layer) in layers.enumerated() {
        images[image].add(layer, targets[image].scales[scale], share: share)
      }
    }
    let scales = losses.indices.map { scaleLoss(of: losses[$0], scale: $0) }
    let report = LossReport(
      loss: scales.reduce(LossTerms()) { $0 + $1.loss },
      scales: scales,
      images: images.map(\.loss),
      heldSizes: losses.reduce(0) { $1.reduce($0) { $0 + $1.heldSizes } }
    )
    guard report.loss.total.isFinite else { throw .overflow }
    return report
  }

  /// What the layers of one scale come to.
  private func scaleLoss(of layers: [LayerLoss], scale index: Int) -> ScaleLoss {
    var counts = AnchorCounts()
    for layer in layers { counts += layer.counts }
    let weight = configuration.components.box.terms.first?.weight ?? 0
    return ScaleLoss(
      name: configuration.scales[index].name,
      stride: configuration.scales[index].stride,
      loss: layers.reduce(LossTerms()) { $0 + $1.terms } * factors[index],
      counts: counts,
      matches: layers.reduce(0) { $0 + $1.matches },
      frameworkLoss: configuration.components.frameworkLoss?.value(of: layers, weight: weight)
    )
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
    var next = 0
    for target in targets.responsible {
      for box in target.boxes {
        let loss = layer.responsible[next]
        next += 1
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
