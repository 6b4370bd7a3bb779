import AnchorDecoding
import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// Heads and targets that belong together, and how their losses become a report.
struct LossBatch {
  let heads: [RawHead]
  let targets: [ImageTargets]
  let detector: Detector

  /// The number of held sizes in all heads, where every value was looked at; the plain layers count
  /// them by themselves.
  private let heldSizes: Int?

  /// The factor of each term of each scale on the way to the total.
  let factors: [LossTerms]

  /// Refuses heads and targets that do not belong together.
  ///
  /// - Parameters:
  ///   - heads: A head for each scale.
  ///   - targets: What each image shall predict.
  ///   - detector: The detector.
  ///   - checking: Which values are looked at for NaN and infinity beforehand.
  /// - Throws: ``LossInputError``, but for an overflow.
  init(
    _ heads: [RawHead],
    _ targets: [ImageTargets],
    _ detector: Detector,
    checking: ValueCheck
  ) throws(LossInputError) {
    try Self.check(heads, targets, detector)
    heldSizes =
      checking == .everyValue ? try Self.checkFinite(heads, detector) : nil
    self.heads = heads
    self.targets = targets
    self.detector = detector
    factors = heads.indices.map { scale in
      var matches = 0
      for image in targets {
        for anchor in image.scales[scale].positives { matches += anchor.boxes.count }
      }
      return detector.components.reduction.factors(
        matches: matches,
        anchors: heads[scale].layout.anchorsPerImage * heads[scale].layout.images,
        images: targets.count,
        classes: detector.classes.count
      )
    }
  }

  /// The number of values of an image on every scale.
  var valuesPerImage: [Int] { heads.map { $0.layout.anchorsPerImage * $0.layout.channels } }

  private static func check(
    _ heads: [RawHead],
    _ targets: [ImageTargets],
    _ detector: Detector
  ) throws(LossInputError) {
    let scales = detector.scales
    guard heads.count == scales.count else {
      throw .headCount(found: heads.count, expected: scales.count)
    }
    for (head, scale) in zip(heads, scales) {
      do { try head.check(isOf: scale) } catch { throw .mismatch(error) }
      guard head.layout.images == targets.count else {
        throw .imageCount(head: head.name, images: head.layout.images, targets: targets.count)
      }
    }
    for (image, target) in targets.enumerated() {
      guard target.scales.count == scales.count else {
        throw .targetScales(image: image, found: target.scales.count, expected: scales.count)
      }
      for (scale, targets) in zip(scales, target.scales) {
        do { try targets.check(on: scale, image: image, objects: target.objectCount) } catch {
          throw .mismatch(error)
        }
      }
    }
  }

  /// Refuses heads that hold NaN or infinity anywhere.
  ///
  /// - Returns: The number of anchors whose predicted sides had to be held.
  private static func checkFinite(
    _ heads: [RawHead],
    _ detector: Detector
  ) throws(LossInputError) -> Int {
    var heldSizes = 0
    for (head, scale) in zip(heads, detector.scales) {
      let decoder = AnchorDecoder<Double>(scale)
      // One look at the values of a network, trained or not, tells that all is well.
      if head.reaches(decoder.safeMagnitude) == false { continue }
      if let values = head.nonFiniteValues() { throw .nonFinite(values) }
      heldSizes += decoder.heldSizeCount(in: head)
    }
    return heldSizes
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
      _ = try Self.checkFinite(heads, detector)
      throw .overflow
    }
    let hasImageLoss = detector.components.reduction.hasImageLoss
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
      heldSizes: heldSizes ?? losses.reduce(0) { $1.reduce($0) { $0 + $1.heldSizes } }
    )
    guard report.loss.total.isFinite else { throw .overflow }
    return report
  }

  /// What the layers of one scale come to.
  private func scaleLoss(of layers: [LayerLoss], scale index: Int) -> ScaleLoss {
    var counts = AnchorCounts()
    for layer in layers { counts += layer.counts }
    let weight = detector.components.box.terms.first?.weight ?? 0
    return ScaleLoss(
      name: detector.scales[index].name,
      stride: detector.scales[index].stride,
      loss: layers.reduce(LossTerms()) { $0 + $1.terms } * factors[index],
      counts: counts,
      matches: layers.reduce(0) { $0 + $1.matches },
      frameworkLoss: detector.components.frameworkLoss?.value(of: layers, weight: weight)
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
    for target in targets.positives {
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
