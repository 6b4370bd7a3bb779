import BoxGeometry
import DetectorConfiguration

extension BackgroundChoice {
  /// Whether an anchor that is responsible for nothing is background, rather than ignored.
  ///
  /// It is background when its predicted box overlaps every object by less than the threshold; a
  /// prediction that found an object it was not asked for is neither punished nor rewarded.
  ///
  /// - Edge cases: without objects every anchor is background. The comparison is strict: an IoU
  ///   equal to the threshold ignores.
  /// - Source: the reference's `loss_layer`, `respond_bgd`.
  func isBackground<Scalar: RealNumber>(
    _ predicted: CornerBox<Scalar>,
    among objects: [CornerBox<Scalar>]
  ) -> Bool {
    precondition(
      self == BackgroundChoice(iouThreshold: iouThreshold, against: against),
      "this background is not available yet"
    )
    let threshold = Scalar(iouThreshold)
    return objects.allSatisfy { predicted.iou(with: $0) < threshold }
  }
}
