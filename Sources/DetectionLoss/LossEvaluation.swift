import AnchorDecoding
import DetectionNumerics
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// One evaluation of a loss: heads and targets that belong together, run through one of the forms.
struct LossEvaluation: Sendable {
  let loss: DetectorLoss

  /// The heads; none where their sums are known and nothing else is asked.
  var heads: [RawHead]
  let targets: [ImageTargets]

  /// The batch that the images belong to, and the place of the first of them in it.
  private(set) var batch: LossBatch
  let firstImage: Int

  /// Whether the plain form computes it.
  let isPlain: Bool

  /// The factor of each term of each scale on the way to the total.
  private(set) var factors: [LossTerms]

  /// The sums of all images, where a first pass knows them.
  private var known: [[ScaleSums]]?

  /// The number of clamped sizes in all heads, where every value was looked at.
  let clampedSizes: Int?

  /// Takes heads and targets that belong to the detector and to each other.
  ///
  /// - Parameters:
  ///   - loss: The loss.
  ///   - heads: The heads of some images.
  ///   - targets: What their anchors should predict.
  ///   - batch: The batch that they are a part of; they are all of it if not given.
  ///   - firstImage: How many images of the batch stand before them.
  /// - Throws: What does not belong together, and where every value is checked the first bad one.
  init(
    _ loss: DetectorLoss,
    _ heads: [RawHead],
    _ targets: [ImageTargets],
    of batch: LossBatch? = nil,
    from firstImage: Int = 0
  ) throws(Diagnostic) {
    try Self.check(heads, targets, loss.detector)
    isPlain =
      switch loss.precision {
      case .asStored: heads.contains { $0.layout.element.format == .float64 }
      case .double: true
      case .single: false
      }
    clampedSizes =
      isPlain || loss.checking == .everyValue ? try Self.checkFinite(heads, loss) : nil
    self.loss = loss
    self.heads = heads
    self.targets = targets
    self.firstImage = firstImage
    var whole = batch ?? LossBatch(targets)
    self.batch = whole
    factors = whole.factors(loss.detector)
    guard batch == nil, loss.detector.components.reduction.countsIgnored else { return }
    // The factors wait for a first pass, whose sums do not depend on them but for the squares.
    let sums = sums(of: targets.indices)
    whole.add(ignored: sums.map { $0.reduce(0) { $0 + $1.counts.ignored } })
    self.batch = whole
    factors = whole.factors(loss.detector)
    if loss.detector.components.frameworkLoss?.needsGradient != true { known = sums }
  }

  /// The number of values of an image on every scale.
  var valuesPerImage: [Int] { heads.map { $0.layout.anchorsPerImage * $0.layout.channels } }
}

// MARK: - The plain form

extension LossEvaluation {
  /// The report of the plain form, and a sink for each scale that has the gradient.
  func plainReport<Sink: GradientSink>(
    collecting empty: Sink
  ) throws(Diagnostic) -> (report: LossReport, sinks: [Sink]) {
    let (sums, sinks) = plainSums(targets.indices, collecting: empty)
    return (try report(of: sums), sinks)
  }

  /// The sums of some images, and a sink for each scale that has their gradient.
  private func plainSums<Sink: GradientSink>(
    _ images: Range<Int>,
    collecting empty: Sink
  ) -> (sums: [[ScaleSums]], sinks: [Sink]) {
    guard loss.detector.components.frameworkLoss?.needsGradient == true else {
      var sinks = heads.map { _ in empty }
      return (plainSums(images, into: &sinks), sinks)
    }
    var sinks = heads.map { _ in SquaringSink(empty) }
    let sums = plainSums(images, into: &sinks)
    return (zip(sums, factors).map { $0.withoutFactors($1) }, sinks.map(\.base))
  }

  private func plainSums<Sink: GradientSink>(
    _ images: Range<Int>,
    into sinks: inout [Sink]
  ) -> [[ScaleSums]] {
    var sums: [[ScaleSums]] = []
    for (scale, form) in loss.plain.enumerated() {
      sums.append([])
      for image in images {
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

  private func plainPieces(
    visiting visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> [[ScaleSums]] {
    var sums: [[ScaleSums]] = []
    for scale in heads.indices {
      sums.append([])
      let perImage = valuesPerImage[scale]
      for image in targets.indices {
        // At worst a place and a derivative, of which a growing list has three times as many.
        let entries =
          heads[scale].layout.anchorsPerImage
          + targets[image].scales[scale].positives.count * heads[scale].layout.channels
        try checkMemory(perImage * 4 + entries * 48, for: Self.purpose)
        let (sum, list) = plainSum(scale, image)
        sums[scale].append(sum)
        var (rest, values) = (list.pieces, [Float](repeating: 0, count: perImage))
        rest.addNext(to: &values, from: image * perImage)
        try visit(scale, values)
      }
    }
    try check(sums)
    return sums
  }

  /// The sums of an image on a scale, and its gradient.
  private func plainSum(_ scale: Int, _ image: Int) -> (sum: ScaleSums, gradient: GradientList) {
    func evaluate(into sink: inout some GradientSink) -> ScaleSums {
      loss.plain[scale].evaluate(
        heads[scale],
        image: image,
        targets: targets[image].scales[scale],
        factors: factors[scale],
        into: &sink
      )
    }
    guard loss.detector.components.frameworkLoss?.needsGradient == true else {
      var list = GradientList()
      return (evaluate(into: &list), list)
    }
    var sink = SquaringSink(GradientList())
    return (evaluate(into: &sink), sink.base)
  }

  /// What memory is asked for.
  fileprivate static let purpose = "the gradient"
}

// MARK: - The fast form

extension LossEvaluation {
  private func fastPieces(
    visiting visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> [[ScaleSums]] {
    var sums: [[ScaleSums]] = []
    for scale in heads.indices {
      sums.append([])
      let perImage = valuesPerImage[scale]
      let step = max(1, (16 << 20) / (perImage * 4))
      // The last piece may be a copy.
      try checkMemory(min(step, targets.count) * perImage * 8, for: Self.purpose)
      var piece = GradientBuffer(
        heads[scale].layout.elementIndices,
        images: min(step, targets.count)
      )
      for first in stride(from: 0, to: targets.count, by: step) {
        let images = first..<min(first + step, targets.count)
        piece.begin(targets[images], of: scale)
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
    return sums
  }

  /// The sums of every scale, image by image.
  ///
  /// - Parameters:
  ///   - images: The images; all if not given.
  ///   - sink: Where the derivatives of a scale of an image go.
  /// - Returns: A list for every scale.
  func fastSums<Sink: GradientSink>(
    of images: Range<Int>? = nil,
    sink: (_ scale: Int, _ image: Int) -> Sink
  ) -> [[ScaleSums]] {
    let images = images ?? targets.indices
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
    let sums = sharedSums(scales: scales, images: images) { SquaringSink(sink($0, $1)) }
    return scales.enumerated().flatMap { place, scale in
      sums[place * images.count..<(place + 1) * images.count].withoutFactors(factors[scale])
    }
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
    loss.scratch.lend { scratch in
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

  /// The sums of some images, without a gradient.
  func sums(of images: Range<Int>) -> [[ScaleSums]] {
    if let known { return known.map { Array($0[images]) } }
    var single = self
    if loss.detector.components.frameworkLoss?.needsGradient == true {
      // The derivatives are wanted for their squares alone, which so depend on no other image.
      single.factors = factors.map { _ in LossTerms(1) }
    }
    return single.isPlain
      ? single.plainSums(images, collecting: NoGradient()).sums
      : single.fastSums(of: images) { _, _ in NoGradient() }
  }

  /// The sums of all images, whose gradient is handed out piece by piece.
  func sums(
    visitingGradient visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> [[ScaleSums]] {
    try isPlain ? plainPieces(visiting: visit) : fastPieces(visiting: visit)
  }

  /// The report of every scale's sums, image by image.
  func report(of sums: [[ScaleSums]]) throws(Diagnostic) -> LossReport {
    var total = LossTotal(loss, of: batch, factors: factors)
    let images = try total.add(sums, of: self, images: targets.indices)
    total.addClampedSizes(of: self)
    return try total.report(images: images)
  }

  /// Refuses sums that are not finite.
  func check(_ sums: [[ScaleSums]]) throws(Diagnostic) {
    guard sums.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      _ = try Self.checkFinite(heads, loss)
      throw Self.overflow
    }
  }
}
