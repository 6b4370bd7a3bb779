import BoxGeometry
import DetectorConfiguration

extension BackgroundChoice {
  /// Whether an anchor that is not positive is background, rather than ignored.
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
  ///   - objects: The objects that it is compared with.
  ///   - largestClassLogit: Of the anchor; read only where a gate asks for it.
  /// - Returns: Whether the target of the anchor's objectness is 0.
  func isBackground(
    _ box: CornerBox<Double>,
    among objects: [CornerBox<Double>],
    largestClassLogit: () -> Double
  ) -> Bool {
    if objects.allSatisfy({ isClear(box, of: $0) }) { return true }
    return passesGate(largestClassLogit: largestClassLogit)
  }

  /// Whether a box overlaps an object too little to be ignored for it.
  func isClear(_ box: CornerBox<Double>, of object: CornerBox<Double>) -> Bool {
    isClear(iou: box.iou(with: object))
  }

  /// Whether an overlap is too little for that.
  func isClear(iou: Double) -> Bool {
    atThreshold == .ignored ? iou < iouThreshold : iou <= iouThreshold
  }

  /// Whether an anchor is background although it overlaps an object: none of its classes is likely
  /// enough.
  func passesGate(largestClassLogit: () -> Double) -> Bool {
    guard let classGate else { return false }
    return Double.sigmoid(largestClassLogit()) <= classGate
  }
}
