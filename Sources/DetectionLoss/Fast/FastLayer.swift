import AnchorDecoding
import BoxGeometry
import DetectionNumerics
import DetectorConfiguration
import LossFunctions
import TargetAssignment

/// The loss of one scale of one image, as fast as memory lets it be.
///
/// ```
/// gather       the objectness logits of a strip of rows, one value of an anchor's 5 + C
/// strike out   responsible anchors, and those whose boxes overlap an object
/// add up       what is left, sixteen at a time in single precision
/// answer       for the responsible anchors: boxes in Double, classes sixteen at a time
/// ```
///
/// The specification is ``LossLayer`` in `Double`. Which anchor is what, and what boxes and the
/// objectness of responsible anchors cost, are the same to the bit; sums of background and class
/// terms differ by rounding. Values that take no part are not read.
struct FastLayer: Sendable {
  /// The plain form, which settles whatever the shortcuts leave open.
  let exact: LossLayer<Double>

  let components: LossComponents

  /// The logarithms of the anchors' sides.
  private let logAnchors: [SIMD2<Double>]

  let instructions: InstructionSet

  init(_ detector: Detector, scale index: Int, instructions: InstructionSet) {
    self.instructions = instructions
    exact = LossLayer(detector, scale: index)
    components = detector.components
    logAnchors = exact.scale.anchors.map { SIMD2(Double.log($0.width), Double.log($0.height)) }
  }

  /// The loss of one image; derivatives, multiplied by the factor of their term, go to a sink,
  /// by their places within the image.
  ///
  /// - Returns: The sums, ``LayerLoss/isFinite`` among them: `false` if a value that takes part is
  ///   NaN or infinite, and then the sums mean nothing.
  @specialized(where Sink == NoGradient)
  @specialized(where Sink == WritingRegion)
  @specialized(where Sink == AddingRegion<Float>)
  func evaluate<Sink: GradientSink>(
    _ head: RawHead,
    image: Int,
    targets: ScaleTargets,
    factors: LossTerms,
    scratch: inout LayerScratch,
    into sink: inout Sink
  ) -> LayerLoss {
    let layout = head.layout
    precondition(layout.anchors == exact.scale.anchors.count, "the head is not of this scale")
    return head.storage.withBytes { bytes in
      var result = LayerLoss()
      let objects = guardingObjects(targets, layout)
      var next = 0
      for strip in AnchorStrip.strips(of: layout) {
        let padded = scratch.objectness.makeRoom(for: strip.count, filler: -.infinity)
        var logits = scratch.objectness.mutableSpan
        layout.gather(channel: 4, image: image, strip: strip, from: bytes, into: &logits)
        for index in strip.count..<padded { logits[index] = 0 }
        guard scratch.objectness.isFinite(first: padded) else {
          result.isFinite = false
          return result
        }
        var positives = 0
        while next < targets.positives.count,
          targets.positives[next].row < strip.rows.upperBound
        {
          let target = targets.positives[next]
          let index = strip.index(row: target.row, column: target.column, anchor: target.anchor)
          scratch.objectness[index] = -.infinity
          positives += 1
          next += 1
        }
        for index in strip.count..<padded { scratch.objectness[index] = -.infinity }
        let search = IgnoreSearch(
          exact,
          logAnchors: logAnchors,
          layout: layout,
          image: image,
          strip: strip
        )
        guard let ignored = search.strikeOut(objects, bytes, &scratch) else {
          result.isFinite = false
          return result
        }
        result.counts.ignored += ignored
        result.counts.background += strip.count - positives - ignored
        addBackground(
          strip,
          padded: padded,
          factor: factors.objectness,
          layout: layout,
          scratch: &scratch,
          to: &result,
          into: &sink
        )
      }
      precondition(next == targets.positives.count, "a target lies outside the grid")
      addResponsible(
        targets,
        image: image,
        layout: layout,
        bytes: bytes,
        factors: factors,
        scratch: &scratch,
        to: &result,
        into: &sink
      )
      // Finite logits so large that a sum of sixteen leaves single precision: the readable form
      // adds them up. Derivatives stay small whatever the logits.
      if !result.isFinite || (result.terms.total + result.squaredSlopes.total).isFinite {
        return result
      }
      // That form computes with every box, also with those that were not looked at so far.
      guard head.nonFiniteValues() == nil else {
        result.isFinite = false
        return result
      }
      return exact(head, image: image, targets: targets)
    }
  }

  private func guardingObjects(_ targets: ScaleTargets, _ layout: HeadLayout) -> [GuardingObject] {
    let background = components.background
    let reach =
      background.overlapOf == .prediction ? (exact.decoder.centerScale - 1) / 2 : -0.5
    return targets.backgroundObjects.map {
      GuardingObject(
        $0,
        threshold: background.iouThreshold,
        stride: exact.decoder.stride,
        reach: reach,
        grid: (layout.rows, layout.columns)
      )
    }
  }
}
