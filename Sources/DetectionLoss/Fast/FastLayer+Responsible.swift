import AnchorDecoding
import BoxGeometry
import DetectionNumerics
import DetectorConfiguration
import LossFunctions
import TargetAssignment

extension FastLayer {
  /// Adds what the responsible anchors cost.
  @inline(__always)
  func addResponsible(
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
    result.responsible.reserveCapacity(targets.positives.count)
    for target in targets.positives {
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
      guard sink.isWanted else { continue }
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
    _ target: PositiveAnchor,
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
