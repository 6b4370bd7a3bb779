import AnchorDecoding
import DetectionNumerics
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// What images come to before anything is divided: counts, and sums without rounding.
///
/// So the sums of any images are those of some of them and those of the others, to the bit: in any
/// order, split and tree.
package struct LossSums: Hashable, Sendable {
  /// The number of images.
  package var images = 0

  /// The sums of each scale, in the order of the configuration.
  package var scales: [Scale]

  /// The number of anchors whose predicted size was clamped.
  package var clampedSizes = 0

  /// The sums of one scale.
  package struct Scale: Hashable, Sendable {
    /// What the anchors cost.
    package var terms = Terms()

    /// How many anchors are what.
    package var counts = AnchorCounts()

    /// The number of boxes that anchors should predict.
    package var matches = 0

    /// The squares of the derivatives, where the framework prints them.
    package var gradientSquares = Terms()

    /// One minus the plain IoU over the matches, where the framework prints it.
    package var uncovered = ExactSum()

    package init() {}
  }

  /// A sum for each part of a loss.
  package struct Terms: Hashable, Sendable {
    package var box = ExactSum()
    package var objectness = ExactSum()
    package var classification = ExactSum()

    package init() {}
  }

  /// The sums of no image.
  package init(scales: Int) { self.scales = Array(repeating: Scale(), count: scales) }

  /// The version of the numbers: it rises when an image's sums may change in a bit, for sums of
  /// different versions do not belong together.
  package static let version = 1
}

extension LossSums.Terms {
  /// Each sum rounded once.
  package var values: LossTerms {
    LossTerms(
      box: box.value,
      objectness: objectness.value,
      classification: classification.value
    )
  }

  fileprivate mutating func add(_ terms: LossTerms) {
    box.add(terms.box)
    objectness.add(terms.objectness)
    classification.add(terms.classification)
  }

  fileprivate static func += (a: inout Self, b: Self) {
    a.box += b.box
    a.objectness += b.objectness
    a.classification += b.classification
  }
}

extension LossSums {
  /// Adds the sums of one image on one scale.
  mutating func add(_ sums: ScaleSums, scale: Int, matches: Int, uncovered: Double) {
    scales[scale].terms.add(sums.terms)
    scales[scale].counts += sums.counts
    scales[scale].matches += matches
    scales[scale].gradientSquares.add(sums.gradientSquares)
    scales[scale].uncovered.add(uncovered)
  }

  /// Adds the sums of further images.
  ///
  /// - Precondition: Both have as many scales.
  package static func += (a: inout LossSums, b: LossSums) {
    precondition(a.scales.count == b.scales.count, "sums of one detector")
    a.images += b.images
    a.clampedSizes += b.clampedSizes
    for (index, scale) in b.scales.enumerated() {
      a.scales[index].terms += scale.terms
      a.scales[index].counts += scale.counts
      a.scales[index].matches += scale.matches
      a.scales[index].gradientSquares += scale.gradientSquares
      a.scales[index].uncovered += scale.uncovered
    }
  }
}

/// What makes a report of sums: all that a detector tells about how they are put together.
package struct LossOutline: Hashable, Sendable {
  /// A scale of the detector.
  package struct Scale: Hashable, Sendable {
    package let name: String
    package let stride: Int

    /// The number of anchors of one image.
    package let anchors: Int

    package init(name: String, stride: Int, anchors: Int) {
      (self.name, self.stride, self.anchors) = (name, stride, anchors)
    }
  }

  package var scales: [Scale]
  package let classes: Int
  package let reduction: ReductionChoice
  package let frameworkLoss: FrameworkLoss?

  /// The weight of the first box term.
  package let boxWeight: Double

  package init(
    scales: [Scale],
    classes: Int,
    reduction: ReductionChoice,
    frameworkLoss: FrameworkLoss?,
    boxWeight: Double
  ) {
    self.scales = scales
    self.classes = classes
    self.reduction = reduction
    self.frameworkLoss = frameworkLoss
    self.boxWeight = boxWeight
  }

  /// That of a detector.
  package init(_ detector: Detector) {
    let components = detector.components
    self.init(
      scales: detector.scales.map {
        Scale(name: $0.name, stride: $0.stride, anchors: $0.anchorCount)
      },
      classes: detector.classes.count,
      reduction: components.reduction,
      frameworkLoss: components.frameworkLoss,
      boxWeight: components.box.terms.first?.weight ?? 0
    )
  }
}

extension LossSums {
  /// The report of these sums: each is rounded once, and then multiplied by its factor.
  ///
  /// - Parameters:
  ///   - outline: How they are put together.
  ///   - images: What each image comes to, as far as somebody wants to know.
  ///   - clamped: The first clamped sizes.
  /// - Returns: The report.
  /// - Throws: An error for a loss too large for a `Double`.
  package func report(
    _ outline: LossOutline,
    images: [ImageLoss],
    clamped: [ClampedSize] = []
  ) throws(Diagnostic) -> LossReport {
    let scaleLosses = zip(scales, outline.scales).map { sums, scale in
      let factors = outline.reduction.factors(
        matches: sums.matches,
        anchors: scale.anchors * self.images,
        ignored: sums.counts.ignored,
        images: self.images,
        classes: outline.classes
      )
      return ScaleLoss(
        name: scale.name,
        stride: scale.stride,
        loss: sums.terms.values * factors,
        counts: sums.counts,
        matches: sums.matches,
        frameworkLoss: outline.frameworkLoss?.value(
          gradientSquares: sums.gradientSquares.values,
          factors: LossTerms(1),
          uncovered: sums.uncovered.value,
          matches: sums.matches,
          weight: outline.boxWeight
        )
      )
    }
    let total = scaleLosses.reduce(LossTerms()) { $0 + $1.loss }
    let copies = if case .perScale(true, _) = outline.reduction { self.images } else { 1 }
    let report = LossReport(
      loss: total,
      scales: scaleLosses,
      images: images,
      clampedSizes: clampedSizes,
      firstClampedSizes: clamped,
      frameworkTerms: outline.frameworkLoss == .partsPerImage
        ? total * LossTerms(1 / Double(copies)) : nil
    )
    guard report.loss.total.isFinite else { throw LossEvaluation.overflow }
    return report
  }
}

extension DetectorLoss {
  /// The loss of some images as one batch, with the sums that it was made of.
  package func reportAndSums(
    heads: [RawHead],
    targets: [ImageTargets]
  ) throws(Diagnostic) -> (report: LossReport, sums: LossSums) {
    let evaluation = try LossEvaluation(self, heads, targets)
    var total = LossTotal(self, of: evaluation.batch, factors: evaluation.factors)
    let images = try total.add(
      evaluation.sums(of: targets.indices),
      of: evaluation,
      images: targets.indices
    )
    total.addClampedSizes(of: evaluation)
    return (try total.report(images: images), total.sums)
  }
}
