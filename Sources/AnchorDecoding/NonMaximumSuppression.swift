import BoxGeometry
import DetectionNumerics

/// Thins out detections that overlap others with a higher score (NMS).
///
/// ```
/// greedy     by descending score, one is kept if its IoU with every one kept before is at most the
///            threshold
/// distance   the same with IoU - d² / c², of boxes whose centres are apart (DIoU)
/// soft       the best so far is kept; every other score becomes s · decay(IoU); again with the rest
///            linear      1 - IoU above the threshold, else 1
///            Gaussian    exp(-IoU² / sigma)
/// ```
///
/// Detections of different classes do not meet, unless ``isClassAgnostic`` says so. That is done by
/// class, not by moving the boxes of each class far apart, which rounds their corners.
///
/// - Symmetry: the order of the input decides only between equal scores: the earlier goes first.
/// - Edge cases: an overlap exactly at the threshold stays. Boxes without area overlap only themselves:
///   of equal ones one is kept, where torchvision, whose IoU is NaN then, keeps all.
/// - Source: Felzenszwalb et al., *Object Detection with Discriminatively Trained Part-Based
///   Models*, PAMI 2010, section 5, per class as in the reference's `nms`; Zheng et al., *Distance-IoU
///   Loss*, arXiv 1911.08287, section 4; Bodla et al., *Soft-NMS*, arXiv 1704.04503.
public struct NonMaximumSuppression: Hashable, Sendable {
  /// How overlapping detections are thinned out.
  public enum Kind: Hashable, Sendable {
    /// One that overlaps a better one is removed.
    case greedy

    /// The same, where the overlap counts less the farther the centres are apart.
    case distance

    /// None is removed, but its score falls with the overlap: by `1 - IoU` above the threshold.
    case softLinear

    /// The same by `exp(-IoU² / sigma)`, with any overlap; sigma is above zero.
    case softGaussian(sigma: Double)
  }

  /// How overlapping detections are thinned out.
  public var kind: Kind

  /// The largest overlap that two detections may have, in `0 ... 1`; a Gaussian does not ask.
  public var iouThreshold: Double

  /// Whether detections of different classes meet.
  public var isClassAgnostic: Bool

  /// The score that a detection must exceed after the decay of a soft kind.
  public var scoreThreshold: Double

  /// Creates a suppression; the reference keeps pairs up to an IoU of 0.45.
  public init(
    _ kind: Kind = .greedy,
    iouThreshold: Double = 0.45,
    isClassAgnostic: Bool = false,
    scoreThreshold: Double = 0
  ) {
    self.kind = kind
    self.iouThreshold = iouThreshold
    self.isClassAgnostic = isClassAgnostic
    self.scoreThreshold = scoreThreshold
  }

  /// The detections that remain, by descending score.
  ///
  /// - Complexity: O(n log n) for sorting, and for each class O(n · kept) comparisons; O(n²) for the
  ///   soft kinds.
  public func callAsFunction(_ detections: [Detection]) -> [Detection] {
    let sorted = Self.sortedByScore(detections)
    switch kind {
    case .greedy: return kept(of: sorted) { $0.iou(with: $1) }
    case .distance: return kept(of: sorted) { $0.distanceIoU(with: $1) }
    case .softLinear:
      return decayed(sorted) { $0 > iouThreshold ? 1 - $0 : 1 }
    case .softGaussian(let sigma):
      return decayed(sorted) { Double.exp(-$0 * $0 / sigma) }
    }
  }

  /// The detections by descending score; equals stay in the order they came in.
  public static func sortedByScore(_ detections: [Detection]) -> [Detection] {
    detections.enumerated()
      .sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
  }
}

// MARK: - Kinds

extension NonMaximumSuppression {
  /// Those that no better one of their class overlaps too much.
  @inline(__always)
  private func kept(
    of sorted: [Detection],
    overlap: (CornerBox<Double>, CornerBox<Double>) -> Double
  ) -> [Detection] {
    // Each class's boxes stand together, so that a candidate walks over them and no others.
    var places: [Int: Int] = [:]
    var boxes: [[CornerBox<Double>]] = []
    return sorted.filter { candidate in
      let group = isClassAgnostic ? 0 : candidate.classID
      let place = places[group, default: boxes.count]
      if place == boxes.count {
        places[group] = place
        boxes.append([])
      }
      for box in boxes[place] where overlap(box, candidate.box) > iouThreshold { return false }
      boxes[place].append(candidate.box)
      return true
    }
  }

  /// All, with the scores that overlaps leave them.
  private func decayed(
    _ sorted: [Detection],
    by decay: (_ iou: Double) -> Double
  ) -> [Detection] {
    var rest = Array(sorted.enumerated())
    var found: [(offset: Int, element: Detection)] = []
    while let best = rest.indices.max(by: { isBehind(rest[$0], rest[$1]) }) {
      let taken = rest.remove(at: best)
      guard taken.element.score > scoreThreshold else { break }
      found.append(taken)
      for index in rest.indices
      where isClassAgnostic || rest[index].element.classID == taken.element.classID {
        rest[index].element.score *= decay(rest[index].element.box.iou(with: taken.element.box))
      }
    }
    return found.map(\.element)
  }

  private func isBehind(
    _ a: (offset: Int, element: Detection),
    _ b: (offset: Int, element: Detection)
  ) -> Bool {
    (a.element.score, b.offset) < (b.element.score, a.offset)
  }
}
