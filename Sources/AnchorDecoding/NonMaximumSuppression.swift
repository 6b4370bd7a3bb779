import BoxGeometry

/// Removes detections that another of the same class, with a higher score, already covers (NMS).
///
/// Class by class, detections are visited by descending score; one is kept if its IoU with every
/// detection kept before it is at most the threshold.
///
/// - Symmetry: the order of the input decides only between equal scores: the earlier goes first.
/// - Source: Felzenszwalb et al., *Object Detection with Discriminatively Trained Part-Based
///   Models*, PAMI 2010, section 5; per class as in the reference's `nms`.
public struct NonMaximumSuppression: Hashable, Sendable {
  /// The largest IoU that two detections of one class may have, in `0 ... 1`.
  public var iouThreshold: Double

  /// Creates a suppression; the reference keeps pairs up to an IoU of 0.45.
  public init(iouThreshold: Double = 0.45) {
    self.iouThreshold = iouThreshold
  }

  /// The detections that remain, by descending score.
  ///
  /// - Complexity: O(n log n) for sorting, and for each class O(n · kept) comparisons.
  public func callAsFunction(_ detections: [Detection]) -> [Detection] {
    var keptOfClass: [Int: [CornerBox<Double>]] = [:]
    return Self.sortedByScore(detections).filter { candidate in
      let kept = keptOfClass[candidate.classID, default: []]
      guard kept.allSatisfy({ $0.iou(with: candidate.box) <= iouThreshold }) else { return false }
      keptOfClass[candidate.classID, default: []].append(candidate.box)
      return true
    }
  }

  /// The detections by descending score; equals stay in the order they came in.
  public static func sortedByScore(_ detections: [Detection]) -> [Detection] {
    detections.enumerated()
      .sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
  }
}
