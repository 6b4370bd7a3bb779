import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import LossFunctions
import TargetAssignment

/// The loss of one scale of one image, straight from its formulas, in `Double`.
///
/// This is the specification that the fast form is tested against: one anchor after the other, no
/// tricks. At 400 pixels from the corner a `Float` has 3e-5 pixels left for the edge of an object
/// of 4 pixels, so boxes are compared in `Double` in both forms.
final class PlainForm: Sendable {
  let scale: Detector.Scale
  let components: LossComponents
  let decoder: AnchorDecoder<Double>

  /// The formula of the objectness, without its weight.
  private let objectness: any ObjectnessFormula

  /// The loss of a box.
  let boxCost: BoxCostFunction

  init(_ detector: Detector, _ scale: Detector.Scale) {
    self.scale = scale
    components = detector.trainedComponents
    decoder = AnchorDecoder(scale)
    objectness = components.objectness.formula
    boxCost = BoxCostFunction(components.box, input: scale.input)
  }

  /// The sums of one image; derivatives, multiplied by the factor of their term, go to a sink.
  ///
  /// - Parameters:
  ///   - head: The raw output of the scale, all of it finite.
  ///   - image: The image, counted from zero.
  ///   - targets: What the image's anchors should predict on this scale.
  ///   - factors: What derivatives are multiplied by.
  ///   - sink: Takes derivatives by their places in the head.
  /// - Returns: Sums over the image's anchors; nothing is divided.
  @specialized(where Sink == NoGradient)
  @specialized(where Sink == GradientList)
  func evaluate<Sink: GradientSink>(
    _ head: RawHead,
    image: Int,
    targets: ScaleTargets,
    factors: LossTerms,
    into sink: inout Sink
  ) -> ScaleSums {
    let layout = head.layout
    let indices = layout.elementIndices
    return head.storage.withBytes { bytes in
      var sums = ScaleSums()
      var next = targets.positives.startIndex
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            let index = indices.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            let offsets: RawOffsets<Double> = layout.offsets(ofAnchorAt: start, in: bytes)
            let logit: Double = layout.value(4, ofAnchorAt: start, in: bytes)
            // All were looked at already, but a file that is written to meanwhile may have others now.
            guard offsets.isFinite, isFloat(logit) else {
              sums.isFinite = false
              return sums
            }
            if decoder.isSizeClamped(offsets.tw, offsets.th, anchor: anchor) {
              sums.clampedSizes += 1
            }
            if let target = targets.positives[next...].first,
              (target.row, target.column, target.anchor) == (row, column, anchor)
            {
              next += 1
              let logits = (0..<layout.classes).map {
                layout.value(5 + $0, ofAnchorAt: start, in: bytes, as: Double.self)
              }
              guard logits.allSatisfy(isFloat) else {
                sums.isFinite = false
                return sums
              }
              let gradient = addPositive(
                target,
                offsets,
                objectness: logit,
                isDifferentiated: Sink.isWanted,
                to: &sums
              )
              let classes = addClasses(target, logits, to: &sums)
              sink.add(gradient, factors, at: index, indices)
              for (classID, derivative) in classes.enumerated() {
                sink.add(
                  derivative * factors.classification,
                  to: .classification,
                  at: index + indices.channelOffset(5 + classID)
                )
              }
              continue
            }
            let box = comparedBox(offsets, row: row, column: column, anchor: anchor)
            let isBackground = components.background.isBackground(
              box,
              among: targets.backgroundObjects
            ) {
              layout.largestClassLogit(ofAnchorAt: start, in: bytes)
            }
            guard isBackground else {
              sums.counts.ignored += 1
              continue
            }
            let cost = objectnessCost(logit: logit, target: 0)
            let derivative = scale.objectnessWeight * cost.derivative
            sink.add(
              derivative * factors.objectness,
              to: .objectness,
              at: index + indices.channelOffset(4)
            )
            sums.terms.objectness += scale.objectnessWeight * cost.value
            sums.counts.background += 1
          }
        }
      }
      sums.gradientSquares = sink.takeSquares()
      return sums
    }
  }

  /// The box of an anchor that the background rule compares with the objects.
  func comparedBox(
    _ offsets: RawOffsets<Double>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> CornerBox<Double> {
    switch components.background.overlapOf {
    case .prediction:
      return CornerBox(decoder.box(offsets, row: row, column: column, anchor: anchor))
    case .anchor:
      let site = AnchorSite(scale: scale.index, row: row, column: column, anchor: anchor)
      return scale.box(of: site)
    }
  }
}

// MARK: - Positive anchors

/// The derivatives by the box and objectness channels of a positive anchor.
struct PositiveGradient {
  /// By `tx, ty, tw, th`.
  var box = SIMD4<Double>()
  var objectness = 0.0

  /// Whether a predicted side had to be clamped.
  var isSizeClamped = false
}

extension PlainForm {
  /// Adds what a positive anchor's boxes and objectness cost, in both forms.
  ///
  /// The objectness belongs to the object that holds the anchor, the one written last. The class
  /// terms of the boxes are still zero. Derivatives mean nothing where they are not wanted.
  func addPositive(
    _ target: PositiveAnchor,
    _ offsets: RawOffsets<Double>,
    objectness logit: Double,
    isDifferentiated: Bool = true,
    to sums: inout ScaleSums
  ) -> PositiveGradient {
    let predicted = decoder.decoded(
      offsets,
      row: target.row,
      column: target.column,
      anchor: target.anchor
    )
    let share =
      components.box.sharedAnchor == .sum
      ? 1 : components.box.sharedAnchor.factor(classes: target.classCount)
    var gradient = PositiveGradient(isSizeClamped: predicted.isSizeClamped)
    var overlap: Double?
    for index in target.boxes.indices {
      let cost = boxCost(
        predicted,
        target.boxes[index].box,
        isDifferentiated: isDifferentiated
      )
      overlap = cost.overlap
      gradient.box += cost.derivative * share
      sums.positives.append(LossTerms(box: cost.value * share))
    }
    let cost = objectnessCost(
      logit: logit,
      target: components.objectness.target.value(overlap: overlap)
    )
    gradient.objectness = scale.objectnessWeight * cost.derivative
    sums.positives[sums.positives.count - 1].objectness = scale.objectnessWeight * cost.value
    sums.counts.positives += 1
    return gradient
  }

  /// What an anchor's objectness costs, before the weight of its scale, and the derivative by its
  /// logit; a target that is an overlap is held constant.
  func objectnessCost(logit: Double, target: Double) -> ElementLoss<Double> {
    objectness.loss(logit: logit, target: target).weighted(by: components.objectness.weight)
  }

  /// Adds what a positive anchor's class channels cost to its boxes' terms, and those to the sums.
  ///
  /// - Returns: The derivatives by the class logits.
  func addClasses(
    _ target: PositiveAnchor,
    _ logits: [Double],
    to sums: inout ScaleSums
  ) -> [Double] {
    let first = sums.positives.count - target.boxes.count
    var derivatives = [Double](repeating: 0, count: logits.count)
    for (place, classTarget) in target.classTargets.enumerated() {
      let cost = components.classification.cost(classTarget, logits: logits)
      let box = target.classTargets.count == 1 ? sums.positives.count - 1 : first + place
      sums.positives[box].classification = cost.value
      for (classID, derivative) in cost.gradient.enumerated() {
        derivatives[classID] += derivative
      }
    }
    for place in first..<sums.positives.count { sums.terms += sums.positives[place] }
    return derivatives
  }
}

extension RawOffsets {
  /// Whether none of the four is NaN or infinite, in `Float` either.
  var isFinite: Bool { isFloat(tx) && isFloat(ty) && isFloat(tw) && isFloat(th) }
}

/// Whether a number is neither NaN nor infinite, in `Float` either.
private func isFloat<Scalar: RealNumber>(_ number: Scalar) -> Bool {
  abs(number) <= Scalar(Float.greatestFiniteMagnitude)
}

extension HeadLayout {
  /// The largest class logit of the anchor that begins at `start`.
  func largestClassLogit(ofAnchorAt start: Int, in bytes: RawSpan) -> Double {
    var largest = -Double.infinity
    for classID in 0..<classes {
      largest = max(largest, value(5 + classID, ofAnchorAt: start, in: bytes))
    }
    return largest
  }
}
