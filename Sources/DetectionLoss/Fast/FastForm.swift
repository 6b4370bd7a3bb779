import AnchorDecoding
import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// The loss of one scale of one image, as fast as memory lets it be.
///
/// ```
/// mask      of a strip of rows the positive anchors, and those whose boxes overlap an object
/// add up    the objectness of what is left, one value of an anchor's 5 + C, sixteen at a time in
///           single precision
/// positive  boxes in Double, classes sixteen at a time
/// ```
///
/// The specification is ``PlainForm``. Which anchor is what, and what boxes and the objectness of
/// positive anchors cost, are the same to the bit; sums of background and class terms differ by
/// rounding. Values that take no part are not read.
final class FastForm: Sendable {
  /// The plain form, which settles whatever the shortcuts leave open.
  let plain: PlainForm

  /// What ignored anchors are looked for with.
  private let search: IgnoreSearch

  /// What background anchors cost, without the weight.
  private let background: BackgroundTerm

  /// The fast form of the class loss, if it has one.
  private let classSum: FastClassSum?

  private let components: LossComponents
  private let instructions: InstructionSet

  init(_ plain: PlainForm, instructions: InstructionSet) {
    self.plain = plain
    self.instructions = instructions
    search = IgnoreSearch(plain)
    components = plain.components
    background = components.objectness.formula.background
    classSum = components.classification.loss.formula.fast
  }

  /// The sums of one image; derivatives, multiplied by the factor of their term, go to a sink, by
  /// their places within the image.
  ///
  /// - Returns: The sums, ``ScaleSums/isFinite`` among them: `false` if a value that takes part is
  ///   NaN or infinite, and then the sums mean nothing.
  @specialized(where Sink == NoGradient)
  @specialized(where Sink == WritingRegion)
  @specialized(where Sink == AddingRegion<Float>)
  @specialized(where Sink == SquaringSink<NoGradient>)
  @specialized(where Sink == SquaringSink<WritingRegion>)
  @specialized(where Sink == SquaringSink<AddingRegion<Float>>)
  func evaluate<Sink: GradientSink>(
    _ head: RawHead,
    image: Int,
    targets: ScaleTargets,
    factors: LossTerms,
    scratch: inout Scratch,
    into sink: inout Sink
  ) -> ScaleSums {
    let layout = head.layout
    return head.storage.withBytes { bytes in
      var sums = ScaleSums()
      let objects = search.objects(targets.backgroundObjects)
      var next = 0
      for strip in AnchorStrip.strips(of: layout) {
        scratch.beginObjectness(of: strip.count)
        var positives = 0
        while next < targets.positives.count,
          targets.positives[next].row < strip.rows.upperBound
        {
          let index = strip.index(
            row: targets.positives[next].row,
            column: targets.positives[next].column,
            anchor: targets.positives[next].anchor
          )
          scratch.objectness[index] = -.infinity
          positives += 1
          next += 1
        }
        let place = IgnoreSearch.Rows(layout: layout, image: image, strip: strip)
        guard let ignored = search.maskIgnored(objects, at: place, bytes, &scratch),
          addBackground(
            place,
            bytes,
            factor: factors.objectness,
            scratch: &scratch,
            to: &sums,
            into: &sink
          )
        else {
          sums.isFinite = false
          return sums
        }
        sums.counts.ignored += ignored
        sums.counts.background += strip.count - positives - ignored
      }
      addPositives(
        targets,
        image: image,
        layout: layout,
        bytes: bytes,
        factors: factors,
        scratch: &scratch,
        to: &sums,
        into: &sink
      )
      sums.gradientSquares = sink.takeSquares()
      // Finite logits so large that a sum of sixteen leaves single precision: the plain form adds
      // them up. Derivatives stay small whatever the logits.
      if !sums.isFinite || (sums.terms.total + sums.gradientSquares.total).isFinite { return sums }
      // That form computes with every box, also with those that were not looked at so far.
      guard head.nonFiniteValues() == nil else {
        sums.isFinite = false
        return sums
      }
      var squares = SquaringSink(NoGradient())
      return plain.evaluate(head, image: image, targets: targets, factors: factors, into: &squares)
    }
  }
}

// MARK: - Background

extension FastForm {
  /// Adds up what the anchors cost that are not masked.
  ///
  /// - Returns: Whether the objectness of all anchors is finite.
  @inline(__always)
  private func addBackground(
    _ place: IgnoreSearch.Rows,
    _ bytes: RawSpan,
    factor: Double,
    scratch: inout Scratch,
    to sums: inout ScaleSums,
    into sink: inout some GradientSink
  ) -> Bool {
    let (layout, strip) = (place.layout, place.strip)
    let weight = plain.scale.objectnessWeight * (components.objectness.weight * background.factor)
    // A factor whose square is beyond single precision waits until derivatives are Double.
    let whole = weight * factor
    let isUsual = whole > 1e-15 && whole < 1e15
    let floatFactor: Float? = type(of: sink).isWanted ? isUsual ? Float(whole) : 1 : nil
    var logits = scratch.objectness.mutableSpan
    let sum: Double
    var areWritten = false
    if instructions != .portable, layout.element == HeadElement(.float32),
      let runs = strip.runs(channel: 4, image: place.image, of: layout)
    {
      var target: (entries: UnsafeMutableBufferPointer<Float>, places: NumberRuns)?
      if isUsual, let entries = unsafe sink.entries,
        let places = strip.runs(channel: 4, image: 0, of: layout.elementIndices)
      {
        unsafe target = (entries, places)
        areWritten = true
      }
      let found = unsafe FloatLoops.background(
        of: runs,
        in: bytes,
        masks: &logits,
        loop: background.lanes.loop,
        factor: floatFactor,
        to: target,
        using: instructions
      )
      guard let found else { return false }
      sum = found
    } else {
      guard
        layout.gather(channel: 4, image: place.image, strip: strip, from: bytes, into: &logits)
      else { return false }
      // The one place where the choice of a formula is looked at.
      sum = background.lanes.sum(
        of: &logits,
        count: (strip.count + 15) & ~15,
        factor: floatFactor,
        using: instructions
      )
    }
    sums.terms.objectness += weight * sum
    guard type(of: sink).isWanted, !areWritten else { return true }
    sink.add(logits, times: isUsual ? 1 : whole, of: strip, in: layout)
    return true
  }
}

// MARK: - Positive anchors

extension FastForm {
  /// Adds what the positive anchors cost.
  @inline(__always)
  private func addPositives(
    _ targets: ScaleTargets,
    image: Int,
    layout: HeadLayout,
    bytes: RawSpan,
    factors: LossTerms,
    scratch: inout Scratch,
    to sums: inout ScaleSums,
    into sink: inout some GradientSink
  ) {
    let indices = layout.elementIndices
    sums.positives.reserveCapacity(targets.positives.count)
    // Borrowed: a copy of an anchor counts the references of its boxes and classes.
    let positives = targets.positives.span
    for place in positives.indices {
      let (row, column, anchor) =
        (positives[place].row, positives[place].column, positives[place].anchor)
      let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
      let offsets: RawOffsets<Double> = layout.offsets(ofAnchorAt: start, in: bytes)
      scratch.classes.begin(layout, anchorAt: start, in: bytes)
      guard offsets.isFinite, scratch.classes.isFinite else {
        sums.isFinite = false
        return
      }
      let logit: Double = layout.value(4, ofAnchorAt: start, in: bytes)
      let gradient = plain.addPositive(
        positives[place],
        offsets,
        objectness: logit,
        isDifferentiated: type(of: sink).isWanted,
        to: &sums
      )
      if gradient.isSizeClamped { sums.clampedSizes += 1 }
      let classFactor = addClasses(positives[place], layout, &scratch.classes, to: &sums)
      guard type(of: sink).isWanted else { continue }
      let index = indices.anchorOffset(image: 0, row: row, column: column, anchor: anchor)
      sink.add(gradient, factors, at: index, indices)
      let step = indices.channelOffset(1)
      let scale = classFactor * factors.classification
      sink.addClasses(
        scratch.classes.gradient.span,
        count: layout.classes,
        times: scale,
        at: index + 5 * step,
        step: step
      )
    }
  }

  /// Adds what an anchor's class channels cost to its boxes' terms, and those to the sums.
  ///
  /// - Returns: The factor that the derivatives of `row` still lack.
  @inline(__always)
  private func addClasses(
    _ target: PositiveAnchor,
    _ layout: HeadLayout,
    _ row: inout ClassRow,
    to sums: inout ScaleSums
  ) -> Double {
    let weight = components.classification.weight
    let last = sums.positives.count - 1
    let first = last + 1 - target.boxes.count
    defer { for place in first...last { sums.terms += sums.positives[place] } }
    guard layout.classes > 1 || components.classification.singleClass == .compute else { return 0 }
    for place in target.classTargets.indices {
      let value: Double
      if let classSum {
        row.set(target.classTargets[place], classes: layout.classes, components.classification)
        value = weight * row.add(classSum, using: instructions)
      } else {
        let cost = components.classification.cost(
          target.classTargets[place],
          logits: row.logits.prefix(layout.classes).map(Double.init)
        )
        row.add(cost.gradient)
        value = cost.value
      }
      sums.positives[target.classTargets.count == 1 ? last : first + place].classification = value
    }
    return classSum == nil ? 1 : weight
  }
}
