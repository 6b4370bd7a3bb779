import AnchorDecoding
import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// One evaluation of a loss: heads and targets that belong together, run through one of the forms.
struct LossEvaluation {
  let loss: DetectorLoss
  let heads: [RawHead]
  let targets: [ImageTargets]

  /// Whether the plain form computes it.
  let isPlain: Bool

  /// The factor of each term of each scale on the way to the total.
  let factors: [LossTerms]

  /// The number of clamped sizes in all heads, where every value was looked at.
  private let clampedSizes: Int?

  /// Refuses heads and targets that do not belong to the detector or to each other, and where every
  /// value is checked those that are not finite.
  init(
    _ loss: DetectorLoss,
    _ heads: [RawHead],
    _ targets: [ImageTargets]
  ) throws(Diagnostic) {
    try Self.check(heads, targets, loss.detector)
    isPlain =
      switch loss.precision {
      case .asStored: heads.contains { $0.layout.element.format == .float64 }
      case .double: true
      case .single: false
      }
    clampedSizes =
      isPlain || loss.checking == .everyValue ? try Self.checkFinite(heads, loss.detector) : nil
    self.loss = loss
    self.heads = heads
    self.targets = targets
    factors = heads.indices.map { scale in
      loss.detector.components.reduction.factors(
        matches: targets.reduce(0) { $0 + $1.scales[scale].matches },
        anchors: heads[scale].layout.anchorsPerImage * heads[scale].layout.images,
        images: targets.count,
        classes: loss.detector.classes.count
      )
    }
  }

  /// The number of values of an image on every scale.
  var valuesPerImage: [Int] { heads.map { $0.layout.anchorsPerImage * $0.layout.channels } }
}

extension ScaleTargets {
  /// The number of boxes that anchors should predict.
  var matches: Int {
    var matches = 0
    for anchor in positives { matches += anchor.boxes.count }
    return matches
  }
}

// MARK: - The plain form

extension LossEvaluation {
  /// The report of the plain form, without a gradient.
  func plainReport() throws(Diagnostic) -> (report: LossReport, sinks: [NoGradient]) {
    try plainReport(collecting: NoGradient())
  }

  /// The report of the plain form, and a sink for each scale that has the gradient.
  func plainReport<Sink: GradientSink>(
    collecting empty: Sink
  ) throws(Diagnostic) -> (report: LossReport, sinks: [Sink]) {
    guard loss.detector.components.frameworkLoss?.needsGradient == true else {
      var sinks = heads.map { _ in empty }
      return (try report(of: plainSums(into: &sinks)), sinks)
    }
    var sinks = heads.map { _ in SquaringSink(empty) }
    return (try report(of: plainSums(into: &sinks)), sinks.map(\.base))
  }

  private func plainSums<Sink: GradientSink>(into sinks: inout [Sink]) -> [[ScaleSums]] {
    var sums: [[ScaleSums]] = []
    for (scale, form) in loss.plain.enumerated() {
      sums.append([])
      for image in targets.indices {
        sums[scale].append(
          form.evaluate(
            heads[scale],
            image: image,
            targets: targets[image].scales[scale],
            factors: factors[scale],
            into: &sinks[scale]
          )
        )
      }
    }
    return sums
  }

  func plainReport(
    visiting visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossReport {
    let (report, lists) = try plainReport(collecting: GradientList())
    for (scale, list) in lists.enumerated() {
      let perImage = valuesPerImage[scale]
      var rest = list.pieces
      for image in targets.indices {
        var values = [Float](repeating: 0, count: perImage)
        rest.addNext(to: &values, from: image * perImage)
        try visit(scale, values)
      }
    }
    return report
  }
}

// MARK: - The fast form

extension LossEvaluation {
  func fastReport(
    visiting visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossReport {
    var sums: [[ScaleSums]] = []
    for scale in heads.indices {
      sums.append([])
      let perImage = valuesPerImage[scale]
      let step = max(1, (16 << 20) / (perImage * 4))
      var piece = GradientBuffer(
        heads[scale].layout.elementIndices,
        images: min(step, targets.count)
      )
      for first in stride(from: 0, to: targets.count, by: step) {
        let images = first..<min(first + step, targets.count)
        piece.begin(targets[images].map { $0.scales[scale] })
        sums[scale] += piece.values.withImages(perImage: [perImage]) { regions in
          fastSums(scales: scale..<scale + 1, images: images) { _, image in
            unsafe WritingRegion(regions[0].region(image - first))
          }
        }
        try visit(
          scale,
          images.count == step
            ? piece.values[0] : Array(piece.values[0].prefix(images.count * perImage))
        )
      }
    }
    return try report(of: sums)
  }

  /// The sums of every scale, image by image.
  ///
  /// - Parameter sink: Where the derivatives of a scale of an image go.
  /// - Returns: A list for every scale.
  func fastSums<Sink: GradientSink>(
    sink: (_ scale: Int, _ image: Int) -> Sink
  ) -> [[ScaleSums]] {
    let images = 0..<targets.count
    let sums = fastSums(scales: heads.indices, images: images, sink: sink)
    return heads.indices.map { Array(sums[$0 * images.count..<($0 + 1) * images.count]) }
  }

  /// Those of some images on some scales, scale by scale, in one list.
  private func fastSums<Sink: GradientSink>(
    scales: Range<Int>,
    images: Range<Int>,
    sink: (_ scale: Int, _ image: Int) -> Sink
  ) -> [ScaleSums] {
    guard loss.detector.components.frameworkLoss?.needsGradient == true else {
      return sharedSums(scales: scales, images: images, sink: sink)
    }
    return sharedSums(scales: scales, images: images) { SquaringSink(sink($0, $1)) }
  }

  /// The number of anchors below which waking a thread costs more than it saves: a sleeping one
  /// takes some 50 microseconds.
  private static let leastSharedWork = 40_000

  /// The same, shared among threads where that pays.
  ///
  /// Work is split by image and every image's sums are its own, so that a report has the same bits
  /// for any number of threads.
  private func sharedSums<Sink: GradientSink>(
    scales: Range<Int>,
    images: Range<Int>,
    sink: (_ scale: Int, _ image: Int) -> Sink
  ) -> [ScaleSums] {
    var sums = [ScaleSums](repeating: ScaleSums(), count: scales.count * images.count)
    let anchors = scales.reduce(0) { $0 + heads[$1].layout.anchorsPerImage * images.count }
    guard loss.threads > 1, images.count > 1, anchors >= Self.leastSharedWork else {
      evaluate(images, scales: scales, sink: sink) { scale, image, found in
        sums[(scale - scales.lowerBound) * images.count + image - images.lowerBound] = found
      }
      return sums
    }
    // Some more pieces than threads, so that none waits long for the last.
    let pieces = min(images.count, 4 * loss.threads)
    unsafe sums.withUnsafeMutableBufferPointer { places in
      // Every piece has images of its own, and with them places and sinks that no other touches.
      nonisolated(unsafe) let places = unsafe places
      nonisolated(unsafe) let sink = sink
      concurrently(pieces) { piece in
        let first = images.lowerBound + piece * images.count / pieces
        let end = images.lowerBound + (piece + 1) * images.count / pieces
        unsafe evaluate(first..<end, scales: scales, sink: sink) { scale, image, found in
          let row = (scale - scales.lowerBound) * images.count
          unsafe places[row + image - images.lowerBound] = found
        }
      }
    }
    return sums
  }

  /// The sums of some images, one after the other, in memory that all of them share.
  private func evaluate<Sink: GradientSink>(
    _ images: Range<Int>,
    scales: Range<Int>,
    sink: (_ scale: Int, _ image: Int) -> Sink,
    put: (_ scale: Int, _ image: Int, ScaleSums) -> Void
  ) {
    var scratch = Scratch()
    for scale in scales {
      for image in images {
        var sink = sink(scale, image)
        let sums = loss.fast[scale].evaluate(
          heads[scale],
          image: image,
          targets: targets[image].scales[scale],
          factors: factors[scale],
          scratch: &scratch,
          into: &sink
        )
        put(scale, image, sums)
      }
    }
  }
}

// MARK: - Either form

extension LossEvaluation {
  /// The report, with the gradient added to buffers that have the heads' sizes.
  func report<Entry: RealNumber>(
    addingGradientTo gradients: inout [[Entry]]
  ) throws(Diagnostic) -> LossReport {
    guard isPlain else {
      let sums = gradients.withImages(perImage: valuesPerImage) { regions in
        fastSums { scale, image in unsafe AddingRegion(regions[scale].region(image)) }
      }
      return try report(of: sums)
    }
    let (report, lists) = try plainReport(collecting: GradientList())
    for (index, list) in lists.enumerated() { list.add(to: &gradients[index]) }
    return report
  }

  /// The report of every scale's sums, image by image.
  func report(of sums: [[ScaleSums]]) throws(Diagnostic) -> LossReport {
    guard sums.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      _ = try Self.checkFinite(heads, loss.detector)
      throw Self.overflow
    }
    let hasImageLoss = loss.detector.components.reduction.hasImageLoss
    var images = targets.map(ImageSum.init)
    for (scale, ofImages) in sums.enumerated() {
      let share = hasImageLoss ? LossTerms(1) : factors[scale]
      for (image, sums) in ofImages.enumerated() {
        images[image].add(sums, targets[image].scales[scale], share: share)
      }
    }
    let scales = sums.indices.map { scaleLoss(of: sums[$0], scale: $0) }
    let total = scales.reduce(LossTerms()) { $0 + $1.loss }
    let components = loss.detector.components
    let batch = components.reduction == .perScale(timesBatchSize: true) ? targets.count : 1
    let clampedSizes =
      self.clampedSizes ?? sums.reduce(0) { $1.reduce($0) { $0 + $1.clampedSizes } }
    let report = LossReport(
      loss: total,
      scales: scales,
      images: images.map(\.loss),
      clampedSizes: clampedSizes,
      firstClampedSizes: clampedSizes == 0
        ? [] : firstClampedSizes(everywhere: self.clampedSizes != nil),
      frameworkTerms: components.frameworkLoss == .partsPerImage
        ? total * LossTerms(1 / Double(batch)) : nil
    )
    guard report.loss.total.isFinite else { throw Self.overflow }
    return report
  }

  /// What the images of one scale come to.
  private func scaleLoss(of sums: [ScaleSums], scale index: Int) -> ScaleLoss {
    var counts = AnchorCounts()
    for sums in sums { counts += sums.counts }
    let scale = loss.detector.scales[index]
    let targets = targets.map { $0.scales[index] }
    return ScaleLoss(
      name: scale.name,
      stride: scale.stride,
      loss: sums.reduce(LossTerms()) { $0 + $1.terms } * factors[index],
      counts: counts,
      matches: targets.reduce(0) { $0 + $1.matches },
      frameworkLoss: loss.detector.components.frameworkLoss?.value(
        gradientSquares: sums.reduce(LossTerms()) { $0 + $1.gradientSquares },
        factors: factors[index],
        form: loss.plain[index],
        head: heads[index],
        targets: targets
      )
    )
  }
}

/// The running sums of one image.
private struct ImageSum {
  private var terms = LossTerms()
  private var objects: [(anchors: Int, loss: LossTerms)]
  private var positives = 0.0

  init(_ targets: ImageTargets) {
    objects = Array(repeating: (0, LossTerms()), count: targets.objectCount)
  }

  mutating func add(_ sums: ScaleSums, _ targets: ScaleTargets, share: LossTerms) {
    terms += sums.terms * share
    var next = 0
    for target in targets.positives {
      for box in target.boxes {
        let loss = sums.positives[next]
        next += 1
        positives += loss.objectness * share.objectness
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
      background: terms.objectness - positives
    )
  }
}
