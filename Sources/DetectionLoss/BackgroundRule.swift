import BoxGeometry
import DetectorConfiguration

extension BackgroundChoice {
  /// Whether an anchor that is responsible for nothing is background, rather than ignored.
  ///
  /// It is background when its box overlaps every object by less than the threshold: a prediction
  /// that found an object it was not asked for is neither punished nor rewarded.
  ///
  /// - Edge cases: without objects every anchor is background. An IoU equal to the threshold means
  ///   what ``atThreshold`` says. With a class gate, an anchor whose class probabilities all stay
  ///   at or below it is background whatever it overlaps.
  /// - Source: the reference's `loss_layer`, `respond_bgd`; darknet's `ignore_thresh`;
  ///   mmdetection's `GridAssigner`, which compares the anchor itself.
  ///
  /// - Parameters:
  ///   - box: The predicted box, or the anchor in its cell, as ``overlapOf`` says.
  ///   - objects: The objects that guard.
  ///   - opinion: The largest class logit; read only where a gate asks for it.
  /// - Returns: Whether the anchor's objectness shall be 0.
  func isBackground<Scalar: RealNumber>(
    _ box: CornerBox<Scalar>,
    among objects: [CornerBox<Scalar>],
    opinion: () -> Scalar
  ) -> Bool {
    if objects.allSatisfy({ isClear(box, of: $0) }) { return true }
    return staysBackground(opinion: opinion)
  }

  /// Whether a box overlaps an object too little to be ignored for it.
  func isClear<Scalar: RealNumber>(_ box: CornerBox<Scalar>, of object: CornerBox<Scalar>) -> Bool {
    let iou = box.iou(with: object)
    let threshold = Scalar(iouThreshold)
    return atThreshold == .ignored ? iou < threshold : iou <= threshold
  }

  /// Whether an anchor is background although it overlaps an object: no class of it is sure enough.
  func staysBackground<Scalar: RealNumber>(opinion: () -> Scalar) -> Bool {
    guard let classGate else { return false }
    return Scalar.sigmoid(opinion()) <= Scalar(classGate)
  }
}
