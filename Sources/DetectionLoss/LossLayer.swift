import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// The loss of one scale of one image, straight from its formulas.
///
/// This is the specification: one anchor after the other, no tricks. In `Double` it is what
/// everything else is tested against.
///
/// ```
/// for each anchor
///   responsible    box + objectness(target 1, or the overlap) + classification
///   background     objectness(target 0)
///   ignored        nothing
/// ```
///
/// The class channels of anchors that are responsible for nothing are never read, and a value that
/// takes no part cannot reach the sum: masks select, they do not multiply.
public struct LossLayer<Scalar: RealNumber>: Sendable {
  let scale: Detector.Scale
  let components: LossComponents
  let objectnessWeight: Double
  let decoder: AnchorDecoder<Scalar>

  /// Boxes of responsible anchors are compared in `Double`: at 400 pixels from the corner a `Float`
  /// has 3e-5 pixels left for the edge of an object of 4 pixels. There are few of them.
  private let exactDecoder: AnchorDecoder<Double>

  /// Creates the layer of one scale of a detector.
  ///
  /// - Precondition: `index` is one of the scales.
  public init(_ detector: Detector, scale index: Int) {
    scale = detector.scales[index]
    components = detector.components
    objectnessWeight = scale.objectnessWeight
    decoder = AnchorDecoder(scale)
    exactDecoder = AnchorDecoder(scale)
  }

  /// The loss of one image.
  ///
  /// - Parameters:
  ///   - head: The raw output of the scale.
  ///   - image: The image, counted from zero.
  ///   - targets: What the image shall predict on this scale.
  /// - Returns: Sums over the image's anchors; nothing is divided.
  /// - Precondition: The head has the scale's anchors, its values are finite, and the targets lie
  ///   within its grid.
  /// - Complexity: O(anchors · objects of the scale + responsible anchors · classes).
  public func callAsFunction(
    _ head: RawHead,
    image: Int,
    targets: ScaleTargets
  ) -> LayerLoss {
    var sink = NoGradient()
    return evaluate(head, image: image, targets: targets, factors: LossTerms(1), into: &sink)
  }

  /// The loss of one image; derivatives, multiplied by the factor of their term, go to a sink.
  @specialized(where Scalar == Double, Sink == NoGradient)
  @specialized(where Scalar == Float, Sink == NoGradient)
  @specialized(where Scalar == Double, Sink == GradientList)
  @specialized(where Scalar == Float, Sink == GradientList)
  func evaluate<Sink: GradientSink>(
    _ head: RawHead,
    image: Int,
    targets: ScaleTargets,
    factors: LossTerms,
    into sink: inout Sink
  ) -> LayerLoss {
    let layout = head.layout
    precondition(layout.anchors == scale.anchors.count, "the head is not of this scale")
    let indices = layout.elementIndices
    let objects = targets.backgroundObjects.map { CornerBox<Scalar>($0) }
    return head.storage.withBytes { bytes in
      var result = LayerLoss()
      var next = targets.positives.startIndex
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            let index = indices.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            let offsets: RawOffsets<Scalar> = layout.offsets(ofAnchorAt: start, in: bytes)
            if decoder.isSizeHeld(offsets.tw, offsets.th, anchor: anchor) {
              result.heldSizes += 1
            }
            if let target = targets.positives[next...].first,
              (target.row, target.column, target.anchor) == (row, column, anchor)
            {
              next += 1
              let cost = responsibleCost(
                target,
                at: start,
                layout: layout,
                bytes: bytes
              )
              cost.add(factors, at: index, indices: indices, to: &sink)
              result.add(cost)
              continue
            }
            let box = comparedBox(offsets, row: row, column: column, anchor: anchor)
            let isBackground = components.background.isBackground(box, among: objects) {
              layout.largestClassLogit(ofAnchorAt: start, in: bytes)
            }
            guard isBackground else {
              result.counts.ignored += 1
              continue
            }
            let logit: Scalar = layout.value(4, ofAnchorAt: start, in: bytes)
            let cost = components.objectness.loss(logit: logit, target: 0)
            let slope = objectnessWeight * Double(cost.derivative)
            sink.add(slope * factors.objectness, at: index + indices.channelOffset(4))
            result.addBackground(objectnessWeight * Double(cost.value), slope: slope)
          }
        }
      }
      precondition(next == targets.positives.endIndex, "a target lies outside the grid")
      return result
    }
  }

  /// The box of an anchor that the background rule compares with the objects.
  func comparedBox(
    _ offsets: RawOffsets<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> CornerBox<Scalar> {
    switch components.background.overlapOf {
    case .prediction:
      return CornerBox(decoder.box(offsets, row: row, column: column, anchor: anchor))
    case .anchor:
      let site = AnchorSite(scale: scale.index, row: row, column: column, anchor: anchor)
      return CornerBox(scale.box(of: site))
    }
  }

  /// What a responsible anchor costs.
  private func responsibleCost(
    _ target: PositiveAnchor,
    at start: Int,
    layout: HeadLayout,
    bytes: RawSpan
  ) -> AnchorCost {
    let (row, column, anchor) = (target.row, target.column, target.anchor)
    let input = scale.input
    let predicted = exactDecoder.decoded(
      layout.offsets(ofAnchorAt: start, in: bytes),
      row: row,
      column: column,
      anchor: anchor
    )
    var cost = AnchorCost(boxCount: target.boxes.count)
    let share = components.box.sharedAnchor.factor(classes: target.classCount)
    for (place, box) in target.boxes.enumerated() {
      let aim = BoxAim(box.box, scale: scale, row: row, column: column, anchor: anchor)
      let boxCost = components.box.cost(
        predicted,
        aim,
        inputArea: Double(input.width) * Double(input.height)
      )
      cost.box.add(boxCost, times: share)
      cost.terms[place].box = boxCost.value * share
      cost.uncovered += 1 - CornerBox(predicted.box).iou(with: CornerBox(box.box))
    }

    let last = target.boxes.count - 1
    let overlap = components.box.objectnessOverlap?.value(predicted, target.boxes[last].box)
    let objectness = components.objectness.loss(
      logit: layout.value(4, ofAnchorAt: start, in: bytes, as: Scalar.self),
      target: Scalar(components.objectness.target(overlap: overlap))
    )
    cost.objectnessSlope = objectnessWeight * Double(objectness.derivative)
    cost.terms[last].objectness = objectnessWeight * Double(objectness.value)

    let logits = (0..<layout.classes).map {
      layout.value(5 + $0, ofAnchorAt: start, in: bytes, as: Scalar.self)
    }
    cost.classSlopes = [Double](repeating: 0, count: logits.count)
    for (place, classTarget) in target.classTargets.enumerated() {
      let classCost = components.classification.cost(classTarget, logits: logits)
      let box = target.classTargets.count == 1 ? last : place
      cost.terms[box].classification = Double(classCost.value)
      for (classID, slope) in classCost.slopes.enumerated() {
        cost.classSlopes[classID] += Double(slope)
      }
    }
    return cost
  }
}

/// What a responsible anchor costs, box by box, with the derivatives by its raw values.
private struct AnchorCost {
  /// The share of each box it shall predict.
  var terms: [LossTerms]

  /// The box losses added up.
  var box = BoxCost()

  /// The derivative by the objectness logit.
  var objectnessSlope = 0.0

  /// The derivatives by the class logits.
  var classSlopes: [Double] = []

  /// One minus the plain IoU, added up over the boxes.
  var uncovered = 0.0

  init(boxCount: Int) {
    terms = Array(repeating: LossTerms(), count: boxCount)
  }

  /// Hands the derivatives to a sink, each multiplied by the factor of its term.
  func add(
    _ factors: LossTerms,
    at index: Int,
    indices: HeadLayout,
    to sink: inout some GradientSink
  ) {
    for (channel, slope) in [box.slope.tx, box.slope.ty, box.slope.tw, box.slope.th].enumerated() {
      sink.add(slope * factors.box, at: index + indices.channelOffset(channel))
    }
    sink.add(objectnessSlope * factors.objectness, at: index + indices.channelOffset(4))
    for (classID, slope) in classSlopes.enumerated() {
      sink.add(slope * factors.classification, at: index + indices.channelOffset(5 + classID))
    }
  }
}

extension LayerLoss {
  fileprivate mutating func add(_ cost: AnchorCost) {
    for terms in cost.terms { self.terms += terms }
    responsible += cost.terms
    counts.positives += 1
    matches += cost.terms.count
    uncovered += cost.uncovered
    let slope = cost.box.slope
    squaredSlopes.box +=
      slope.tx * slope.tx + slope.ty * slope.ty + slope.tw * slope.tw + slope.th * slope.th
    squaredSlopes.objectness += cost.objectnessSlope * cost.objectnessSlope
    squaredSlopes.classification += cost.classSlopes.reduce(0) { $0 + $1 * $1 }
  }

  fileprivate mutating func addBackground(_ objectness: Double, slope: Double) {
    terms.objectness += objectness
    squaredSlopes.objectness += slope * slope
    counts.background += 1
  }
}

extension HeadLayout {
  /// The largest class logit of the anchor that begins at `start`.
  func largestClassLogit<Scalar: RealNumber>(
    ofAnchorAt start: Int,
    in bytes: RawSpan
  ) -> Scalar {
    var largest = -Scalar.infinity
    for classID in 0..<classes {
      largest = max(largest, value(5 + classID, ofAnchorAt: start, in: bytes))
    }
    return largest
  }
}
