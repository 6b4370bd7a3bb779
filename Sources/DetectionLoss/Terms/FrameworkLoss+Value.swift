import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

extension FrameworkLoss {
  /// The number that a framework prints in place of its loss, for one scale of a batch.
  ///
  /// ```
  /// squared gradient          Σ g²
  /// overlap and squares       weight · mean over matches (1 - IoU) + Σ g² without the box
  /// ```
  ///
  /// parts per image is no number of one scale: see ``LossReport/frameworkTerms``,
  ///
  /// with the derivatives `g` of the sums, before the reduction.
  ///
  /// - Source: darknet `forward_yolo_layer`, `*(l.cost)`; AlexeyAB's fork with an IoU loss.
  ///
  /// - Parameters:
  ///   - squares: The squares of the reduced derivatives by term, as a ``SquaringSink`` saw them.
  ///   - factors: The factors of the reduction that they contain.
  ///   - form: The scale, with the decoder of its boxes.
  ///   - head: The raw output of the scale.
  ///   - targets: What each image's anchors should predict.
  /// - Returns: The number, summed over the batch; `nil` where the framework prints none.
  func value(
    gradientSquares squares: LossTerms,
    factors: LossTerms,
    form: PlainForm,
    head: RawHead,
    targets: [ScaleTargets]
  ) -> Double? {
    /// Without matches there are neither squares nor a factor.
    func whole(_ squares: Double, _ factor: Double) -> Double {
      factor == 0 ? 0 : squares / (factor * factor)
    }
    let objectness = whole(squares.objectness, factors.objectness)
    let classification = whole(squares.classification, factors.classification)
    switch self {
    case .squaredGradient:
      return whole(squares.box, factors.box) + objectness + classification
    case .overlapMeanAndSquares:
      let weight = form.components.box.terms.first?.weight ?? 0
      return weight * form.meanUncovered(head, targets) + objectness + classification
    case .partsPerImage:
      return nil
    }
  }
}

extension PlainForm {
  /// The mean of one minus the plain IoU over all matches; zero without any.
  fileprivate func meanUncovered(_ head: RawHead, _ targets: [ScaleTargets]) -> Double {
    var sum = 0.0
    for (image, targets) in targets.enumerated() {
      var ofImage = 0.0
      for target in targets.positives {
        let (row, column, anchor) = (target.row, target.column, target.anchor)
        let layout = head.layout
        let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
        let offsets: RawOffsets<Double> = head.storage.withBytes {
          layout.offsets(ofAnchorAt: start, in: $0)
        }
        let box = CornerBox(decoder.box(offsets, row: row, column: column, anchor: anchor))
        for match in target.boxes { ofImage += 1 - box.iou(with: CornerBox(match.box)) }
      }
      sum += ofImage
    }
    let matches = targets.reduce(0) { $0 + $1.matches }
    return matches > 0 ? sum / Double(matches) : 0
  }
}
