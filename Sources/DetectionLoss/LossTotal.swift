import AnchorDecoding
import DetectionText
import DetectorConfiguration
import TargetAssignment

// A batch whose heads come in parts, such as one file an image: every part is computed by itself, and
// its images' sums are added up exactly. A batch in one piece goes the same way, so that the bits are
// the same however it is cut.

/// What the factors of a reduction count, over a whole batch.
package struct LossBatch: Hashable, Sendable {
  /// The number of images.
  package private(set) var images = 0

  /// The number of boxes that anchors should predict, scale by scale.
  package private(set) var matches: [Int] = []

  /// The number of ignored anchors, scale by scale; empty where no factor depends on it.
  package private(set) var ignored: [Int] = []

  /// Counts nothing yet.
  package init() {}

  /// Counts the targets of all images.
  package init(_ targets: [ImageTargets]) {
    for image in targets { add(image) }
  }

  /// Counts the targets of one more image.
  package mutating func add(_ targets: ImageTargets) {
    add(images: 1)
    if matches.isEmpty { matches = targets.scales.map { _ in 0 } }
    for (scale, targets) in targets.scales.enumerated() { matches[scale] += targets.matches }
  }

  /// Counts the ignored anchors of some of its images, scale by scale.
  mutating func add(ignored counts: [Int]) {
    ignored = ignored.isEmpty ? counts : zip(ignored, counts).map { $0 + $1 }
  }

  /// Counts further images whose boxes no factor depends on.
  package mutating func add(images count: Int) { images += count }

  /// The factor of each term of each scale on the way to the total.
  func factors(_ detector: Detector) -> [LossTerms] {
    let reduction = detector.components.reduction
    return detector.scales.indices.map { index in
      reduction.factors(
        matches: index < matches.count ? matches[index] : 0,
        anchors: detector.scales[index].anchorCount * images,
        ignored: index < ignored.count ? ignored[index] : 0,
        images: images,
        classes: detector.classes.count
      )
    }
  }
}

extension ScaleTargets {
  /// The number of boxes that anchors should predict.
  fileprivate var matches: Int {
    // By index, as in the loops below: a copy of an anchor counts its references.
    positives.indices.reduce(0) { $0 + positives[$1].boxes.count }
  }
}

/// Heads and targets of some images of a batch, which belong together.
package struct LossPart: Sendable {
  fileprivate var evaluation: LossEvaluation

  /// Every scale's sums, and its first clamped sizes, where they are computed already.
  fileprivate var computed: (sums: [[ScaleSums]], clamped: [[ClampedSize]])?

  /// Takes up a part.
  ///
  /// - Parameters:
  ///   - loss: The loss.
  ///   - heads: The heads of its images.
  ///   - targets: What their anchors should predict.
  ///   - batch: The whole batch.
  ///   - firstImage: How many images of the batch stand before it.
  ///   - isComputed: Whether to compute its sums at once, and to let go of the heads: several threads
  ///     can do that for a part each. Else they are computed some images at a time as they are added up.
  /// - Throws: As the loss of a whole batch.
  package init(
    _ loss: DetectorLoss,
    heads: [RawHead],
    targets: [ImageTargets],
    of batch: LossBatch,
    from firstImage: Int,
    isComputed: Bool = false
  ) throws(Diagnostic) {
    evaluation = try LossEvaluation(loss, heads, targets, of: batch, from: firstImage)
    guard isComputed else { return }
    let sums = evaluation.sums(of: targets.indices)
    try evaluation.check(sums)
    let hasClamped =
      evaluation.clampedSizes ?? 0 > 0 || sums.contains { $0.contains { $0.clampedSizes > 0 } }
    computed = (sums, hasClamped ? evaluation.firstClampedSizes() : [])
    if !loss.hasUncovered { evaluation.heads = [] }
  }
}

extension LossPart {
  /// Counts the part's ignored anchors, for factors that wait for them.
  package func countIgnored(in batch: inout LossBatch) {
    let sums = computed?.sums ?? evaluation.sums(of: evaluation.targets.indices)
    batch.add(ignored: sums.map { $0.reduce(0) { $0 + $1.counts.ignored } })
  }
}

/// The running sums of a batch.
package struct LossTotal: Sendable {
  private let loss: DetectorLoss
  private let batch: LossBatch
  private let factors: [LossTerms]

  /// What the images come to that were added.
  package private(set) var sums: LossSums

  /// The first clamped sizes of each scale.
  private var clamped: [[ClampedSize]]

  /// Begins with nothing.
  package init(_ loss: DetectorLoss, of batch: LossBatch) {
    self.init(loss, of: batch, factors: batch.factors(loss.detector))
  }

  /// Begins with nothing, for a batch whose factors are known.
  init(_ loss: DetectorLoss, of batch: LossBatch, factors: [LossTerms]) {
    self.loss = loss
    self.batch = batch
    self.factors = factors
    sums = LossSums(scales: factors.count)
    clamped = Array(repeating: [], count: factors.count)
  }
}

extension LossTotal {
  /// How many images are computed before they are handed out.
  private static let imagesAtOnce = 256

  /// Adds the next images of the batch.
  ///
  /// - Parameters:
  ///   - part: The images.
  ///   - visit: Takes the index of each image in the batch and what it comes to, in their order.
  /// - Throws: As the loss of a whole batch; what `visit` throws.
  package mutating func add(
    _ part: LossPart,
    visit: (_ image: Int, _ loss: ImageLoss) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let all = part.evaluation.targets.indices
    let step = part.computed == nil ? Self.imagesAtOnce : max(1, all.count)
    for first in stride(from: 0, to: all.count, by: step) {
      let images = first..<min(first + step, all.count)
      let sums = part.computed?.sums ?? part.evaluation.sums(of: images)
      let losses = try add(sums, of: part.evaluation, images: images)
      for (image, loss) in zip(images, losses) {
        try visit(part.evaluation.firstImage + image, loss)
      }
    }
    addClampedSizes(of: part.evaluation, first: part.computed?.clamped)
  }

  /// The same, with the part's gradient handed out as the loss of a whole batch does.
  ///
  /// - Returns: What the part's images come to.
  package mutating func add(
    _ part: LossPart,
    visitingGradient visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> [ImageLoss] {
    let sums = try part.evaluation.sums(visitingGradient: visit)
    let losses = try add(sums, of: part.evaluation, images: part.evaluation.targets.indices)
    addClampedSizes(of: part.evaluation)
    return losses
  }

  /// Adds the sums of every scale, image by image.
  mutating func add(
    _ sums: [[ScaleSums]],
    of evaluation: LossEvaluation,
    images: Range<Int>
  ) throws(Diagnostic) -> [ImageLoss] {
    try evaluation.check(sums)
    let hasImageLoss = loss.detector.components.reduction.hasImageLoss
    var losses = images.map { ImageSum(evaluation.targets[$0]) }
    for (scale, ofImages) in sums.enumerated() {
      let share = hasImageLoss ? LossTerms(1) : factors[scale]
      for (index, sums) in ofImages.enumerated() {
        let image = images.lowerBound + index
        let targets = evaluation.targets[image].scales[scale]
        losses[index].add(sums, targets, share: share)
        let uncovered =
          loss.hasUncovered
          ? loss.plain[scale].uncovered(evaluation.heads[scale], image: image, targets) : 0
        self.sums.add(sums, scale: scale, matches: targets.matches, uncovered: uncovered)
        if evaluation.clampedSizes == nil { self.sums.clampedSizes += sums.clampedSizes }
      }
    }
    self.sums.images += images.count
    return losses.map(\.loss)
  }

  /// Takes up the clamped sizes of a part whose sums were added.
  ///
  /// - Parameters:
  ///   - evaluation: The part.
  ///   - first: The first of each scale, where they are known.
  mutating func addClampedSizes(of evaluation: LossEvaluation, first: [[ClampedSize]]? = nil) {
    sums.clampedSizes += evaluation.clampedSizes ?? 0
    guard evaluation.clampedSizes ?? sums.clampedSizes > 0 else { return }
    let found = first ?? evaluation.firstClampedSizes()
    for (scale, found) in found.enumerated() {
      let all = clamped[scale] + found
      clamped[scale] = Array(
        (all.filter(\.isPositive) + all.filter { !$0.isPositive }).prefix(ClampedSize.mostOfScale)
      )
    }
  }

  /// The report of all images that were added.
  ///
  /// - Parameter images: What each image comes to, as far as somebody wants to know.
  /// - Returns: The report.
  /// - Throws: An error for a loss too large for a `Double`.
  package func report(images: [ImageLoss]) throws(Diagnostic) -> LossReport {
    let clamped = clamped.flatMap(\.self)
    return try sums.report(
      LossOutline(loss.detector),
      images: images,
      clamped: clamped.filter(\.isPositive) + clamped.filter { !$0.isPositive }
    )
  }
}

extension DetectorLoss {
  /// Whether its value needs what the objects of an image leave uncovered, which is in no sum.
  fileprivate var hasUncovered: Bool {
    detector.components.frameworkLoss == .overlapMeanAndSquares
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
    for anchor in targets.positives.indices {
      for box in targets.positives[anchor].boxes.indices {
        let loss = sums.positives[next]
        next += 1
        positives += loss.objectness * share.objectness
        guard let object = targets.positives[anchor].boxes[box].object else { continue }
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
