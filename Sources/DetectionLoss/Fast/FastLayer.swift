import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import LossFunctions
import RealFunctions
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

  private let components: LossComponents

  /// The logarithms of the anchors' sides.
  private let logAnchors: [SIMD2<Double>]

  private let instructions: InstructionSet

  init(_ configuration: DetectorConfiguration, scale index: Int, instructions: InstructionSet) {
    self.instructions = instructions
    exact = LossLayer(configuration, scale: index)
    components = configuration.components
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
        while next < targets.responsible.count,
          targets.responsible[next].row < strip.rows.upperBound
        {
          let target = targets.responsible[next]
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
      precondition(next == targets.responsible.count, "a target lies outside the grid")
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
      return result
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

// MARK: - Background

extension FastLayer {
  /// Adds up what the anchors cost that are not struck out.
  @inline(__always)
  private func addBackground(
    _ strip: AnchorStrip,
    padded: Int,
    factor: Double,
    layout: HeadLayout,
    scratch: inout LayerScratch,
    to result: inout LayerLoss,
    into sink: inout some GradientSink
  ) {
    let objectness = components.objectness
    let weight = exact.objectnessWeight * objectness.backgroundFactor
    let slopeFactor = Float(weight * factor)
    let keepsSlopes = sinkIsWanted(sink) || components.frameworkLoss != nil
    var logits = scratch.objectness.mutableSpan
    let sum: BackgroundSum
    // The one place where the choice of a formula is looked at.
    switch objectness.focal?.gamma {
    case nil, 0?:
      sum = BackgroundSum(
        PlainBackground(),
        of: &logits,
        count: padded,
        slopeFactor: slopeFactor,
        keepsSlopes: keepsSlopes,
        using: instructions
      )
    case 2?:
      sum = BackgroundSum(
        SquaredBackground(),
        of: &logits,
        count: padded,
        slopeFactor: slopeFactor,
        keepsSlopes: keepsSlopes,
        using: instructions
      )
    case let gamma?:
      sum = BackgroundSum(
        PowerBackground(gamma: Float(gamma)),
        of: &logits,
        count: padded,
        slopeFactor: slopeFactor,
        keepsSlopes: keepsSlopes,
        using: instructions
      )
    }
    result.terms.objectness += weight * sum.value
    result.squaredSlopes.objectness += weight * weight * sum.squares
    if sinkIsWanted(sink) { scatter(strip, layout: layout, slopes: logits, into: &sink) }
  }

  private func sinkIsWanted<Sink: GradientSink>(_ sink: Sink) -> Bool { Sink.isWanted }

  /// Hands the slopes of a strip to the sink.
  @inline(__always)
  private func scatter(
    _ strip: AnchorStrip,
    layout: HeadLayout,
    slopes: borrowing MutableSpan<Float>,
    into sink: inout some GradientSink
  ) {
    let indices = layout.elementIndices
    let steps = AnchorSteps(indices)
    let cells = strip.cells
    for row in strip.rows {
      let first =
        indices.anchorOffset(image: 0, row: row, column: 0, anchor: 0) + indices.channelOffset(4)
      let line = (row - strip.rows.lowerBound) * strip.columns
      for anchor in 0..<strip.anchors {
        var offset = first + anchor * steps.anchor
        let place = anchor * cells + line
        for index in place..<place + strip.columns {
          sink.add(slopes[index], at: offset)
          offset += steps.column
        }
      }
    }
  }
}

// MARK: - Responsible anchors

extension FastLayer {
  /// Adds what the responsible anchors cost.
  @inline(__always)
  private func addResponsible(
    _ targets: ScaleTargets,
    image: Int,
    layout: HeadLayout,
    bytes: RawSpan,
    factors: LossTerms,
    scratch: inout LayerScratch,
    to result: inout LayerLoss,
    into sink: inout some GradientSink
  ) {
    let indices = layout.elementIndices
    let inputArea =
      exact.decoder.stride * Double(layout.columns) * (exact.decoder.stride * Double(layout.rows))
    result.responsible.reserveCapacity(targets.responsible.count)
    for target in targets.responsible {
      let (row, column, anchor) = (target.row, target.column, target.anchor)
      precondition(
        row >= 0 && column >= 0 && column < layout.columns && anchor >= 0
          && anchor < layout.anchors,
        "a target lies outside the grid"
      )
      let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
      let offsets: RawOffsets<Double> = layout.offsets(ofAnchorAt: start, in: bytes)
      scratch.classes.begin(layout, anchorAt: start, in: bytes)
      guard offsets.isFinite, scratch.classes.isFinite else {
        result.isFinite = false
        return
      }
      let first = result.responsible.count
      let last = first + target.boxes.count - 1
      let predicted = exact.decoder.decoded(offsets, row: row, column: column, anchor: anchor)
      if predicted.isSizeHeld { result.heldSizes += 1 }
      let share =
        components.box.sharedAnchor == .sum
        ? 1 : components.box.sharedAnchor.factor(classes: target.classCount)
      var sum = BoxCost()
      for box in target.boxes {
        let aim = BoxAim(box.box, scale: exact.scale, row: row, column: column, anchor: anchor)
        let cost = components.box.cost(predicted, aim, inputArea: inputArea)
        sum.add(cost, times: share)
        result.responsible.append(
          LossTerms(box: cost.value * share, objectness: 0, classification: 0)
        )
        if components.frameworkLoss != nil {
          result.uncovered += 1 - CornerBox(predicted.box).iou(with: CornerBox(box.box))
        }
      }

      let slope = sum.slope
      let overlap = components.box.objectnessOverlap?.value(predicted, target.box)
      let objectness = components.objectness.loss(
        logit: layout.value(4, ofAnchorAt: start, in: bytes, as: Double.self),
        target: components.objectness.target(overlap: overlap)
      )
      let objectnessSlope = exact.objectnessWeight * objectness.derivative
      result.responsible[last].objectness = exact.objectnessWeight * objectness.value

      let classFactor = addClasses(target, from: first, layout, &scratch.classes, to: &result)
      for place in first...last { result.terms += result.responsible[place] }
      result.counts.positives += 1
      result.matches += target.boxes.count
      if components.frameworkLoss != nil {
        result.squaredSlopes.box +=
          slope.tx * slope.tx + slope.ty * slope.ty + slope.tw * slope.tw + slope.th * slope.th
        result.squaredSlopes.objectness += objectnessSlope * objectnessSlope
        for classID in 0..<layout.classes {
          let slope = Double(scratch.classes.slopes[classID]) * classFactor
          result.squaredSlopes.classification += slope * slope
        }
      }
      guard sinkIsWanted(sink) else { continue }
      let index = indices.anchorOffset(image: 0, row: row, column: column, anchor: anchor)
      let step = indices.channelOffset(1)
      sink.add(slope.tx * factors.box, at: index)
      sink.add(slope.ty * factors.box, at: index + step)
      sink.add(slope.tw * factors.box, at: index + 2 * step)
      sink.add(slope.th * factors.box, at: index + 3 * step)
      sink.add(objectnessSlope * factors.objectness, at: index + 4 * step)
      let scale = classFactor * factors.classification
      for classID in 0..<layout.classes {
        sink.add(Double(scratch.classes.slopes[classID]) * scale, at: index + (5 + classID) * step)
      }
    }
  }

  /// Adds what an anchor's class channels cost to its boxes' terms.
  ///
  /// - Returns: The factor that the slopes of `row` still lack.
  @inline(__always)
  private func addClasses(
    _ target: ResponsibleAnchor,
    from first: Int,
    _ layout: HeadLayout,
    _ row: inout ClassRow,
    to result: inout LayerLoss
  ) -> Double {
    let choice = components.classification
    guard layout.classes > 1 || choice.singleClass == .count else { return 0 }
    let last = first + target.boxes.count - 1
    for (place, classTarget) in target.classTargets.enumerated() {
      let value: Double
      if choice.loss == .sigmoid {
        value =
          choice.weight
          * row.addCrossEntropy(
            classTarget,
            classes: layout.classes,
            smoothing: choice.labelSmoothing,
            form: choice.smoothing,
            using: instructions
          )
      } else {
        let cost = choice.cost(
          classTarget,
          logits: row.logits.prefix(layout.classes).map(Double.init)
        )
        row.add(cost.slopes)
        value = cost.value
      }
      let box = target.classTargets.count == 1 ? last : first + place
      result.responsible[box].classification = value
    }
    return choice.loss == .sigmoid ? choice.weight : 1
  }
}

extension RawOffsets {
  /// Whether none of the four is NaN or infinite, in `Float` either.
  fileprivate var isFinite: Bool {
    let largest = Scalar(Float.greatestFiniteMagnitude)
    return abs(tx) <= largest && abs(ty) <= largest && abs(tw) <= largest && abs(th) <= largest
  }
}
