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
  ///   - uncovered: One minus the plain IoU, added up over all matches.
  ///   - matches: Their number.
  ///   - weight: The weight of the first box term.
  /// - Returns: The number, summed over the batch; `nil` where the framework prints none.
  package func value(
    gradientSquares squares: LossTerms,
    factors: LossTerms,
    uncovered: Double,
    matches: Int,
    weight: Double
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
      let mean = matches > 0 ? uncovered / Double(matches) : 0
      return weight * mean + objectness + classification
    case .partsPerImage:
      return nil
    }
  }
}

extension PlainForm {
  /// One minus the plain IoU, added up over the matches of an image.
  func uncovered(_ head: RawHead, image: Int, _ targets: ScaleTargets) -> Double {
    let layout = head.layout
    var sum = 0.0
    for target in targets.positives {
      let (row, column, anchor) = (target.row, target.column, target.anchor)
      let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
      let offsets: RawOffsets<Double> = head.storage.withBytes {
        layout.offsets(ofAnchorAt: start, in: $0)
      }
      let box = CornerBox(decoder.box(offsets, row: row, column: column, anchor: anchor))
      for match in target.boxes { sum += 1 - box.iou(with: CornerBox(match.box)) }
    }
    return sum
  }
}
