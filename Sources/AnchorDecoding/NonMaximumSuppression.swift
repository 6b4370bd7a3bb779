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
    var groups: [BoxLanes] = []
    return sorted.filter { candidate in
      let group = isClassAgnostic ? 0 : candidate.classID
      let place = places[group, default: groups.count]
      if place == groups.count {
        places[group] = place
        groups.append(BoxLanes())
      }
      let isRemoved = groups[place].contains(nearIoU: iouThreshold, of: candidate.box) { box in
        overlap(box, candidate.box) > iouThreshold
      }
      if isRemoved { return false }
      groups[place].append(candidate.box)
      return true
    }
  }

  /// All, with the scores that overlaps leave them.
  @inline(__always)
  private func decayed(_ sorted: [Detection], by decay: (_ iou: Double) -> Double) -> [Detection] {
    // Classes do not meet, and what is taken of each falls in score: put together, they are in the
    // order in which the best of all would have been taken each time.
    let groups = Dictionary(grouping: sorted.indices) { isClassAgnostic ? 0 : sorted[$0].classID }
    var found: [(place: Int, score: Double)] = []
    for group in groups.values {
      var rest = BoxLanes()
      for place in group { rest.append(sorted[place].box, score: sorted[place].score) }
      while let best = rest.best, best.score > scoreThreshold {
        let box = rest.take(best.place)
        found.append((group[best.place], best.score))
        rest.decay(near: box) { decay($0.iou(with: box)) }
      }
    }
    found.sort { ($1.score, $0.place) < ($0.score, $1.place) }
    return found.map { place, score in
      var detection = sorted[place]
      detection.score = score
      return detection
    }
  }
}

/// Boxes side by side, eight at a time, with a score each.
///
/// Most pairs do not meet, which four comparisons tell of eight at once; whoever asks computes the exact
/// overlap of the others alone, so that the answer is the plain one's to the bit.
private struct BoxLanes {
  private typealias Lanes = SIMD8<Double>

  private var minX: [Lanes] = []
  private var minY: [Lanes] = []
  private var maxX: [Lanes] = []
  private var maxY: [Lanes] = []

  /// Minus infinity where there is no box, or none any more.
  private var scores: [Lanes] = []
  private var count = 0

  /// The box with the best score, the first of equals.
  private(set) var best: (place: Int, score: Double)?

  mutating func append(_ box: CornerBox<Double>, score: Double = 0) {
    let lane = count % 8
    if lane == 0 {
      minX.append(Lanes(repeating: .infinity))
      minY.append(Lanes(repeating: .infinity))
      maxX.append(Lanes(repeating: -.infinity))
      maxY.append(Lanes(repeating: -.infinity))
      scores.append(Lanes(repeating: -.infinity))
    }
    let last = count / 8
    minX[last][lane] = box.minX
    minY[last][lane] = box.minY
    maxX[last][lane] = box.maxX
    maxY[last][lane] = box.maxY
    scores[last][lane] = score
    if score > best?.score ?? -.infinity { best = (count, score) }
    count += 1
  }

  private func box(_ block: Int, _ lane: Int) -> CornerBox<Double> {
    CornerBox(
      minX: minX[block][lane],
      minY: minY[block][lane],
      maxX: maxX[block][lane],
      maxY: maxY[block][lane]
    )
  }

  /// Whether any box passes a test that none passes whose IoU with `box` is below a threshold.
  ///
  /// The threshold is taken a little lower, for what rounding may do; below zero every box is asked.
  @inline(__always)
  func contains(
    nearIoU threshold: Double,
    of box: CornerBox<Double>,
    where test: (CornerBox<Double>) -> Bool
  ) -> Bool {
    let least = Lanes(repeating: threshold * (1 - 1e-9))
    let area = Lanes(repeating: (box.maxX - box.minX) * (box.maxY - box.minY))
    for block in minX.indices {
      let width =
        pointwiseMin(maxX[block], Lanes(repeating: box.maxX))
        - pointwiseMax(minX[block], Lanes(repeating: box.minX))
      let height =
        pointwiseMin(maxY[block], Lanes(repeating: box.maxY))
        - pointwiseMax(minY[block], Lanes(repeating: box.minY))
      // Boxes without area touch and have no IoU of this kind.
      var near = (width .>= 0) .& (height .>= 0)
      if !(threshold >= 0) { near = SIMDMask(repeating: true) }
      guard any(near) else { continue }
      let shared = width * height
      let other = (maxX[block] - minX[block]) * (maxY[block] - minY[block])
      if threshold >= 0 { near .&= shared .>= least * (area + other - shared) }
      guard any(near) else { continue }
      for lane in 0..<min(8, count - 8 * block)
      where near[lane] && test(self.box(block, lane)) {
        return true
      }
    }
    return false
  }

  /// Takes a box out.
  mutating func take(_ place: Int) -> CornerBox<Double> {
    scores[place / 8][place % 8] = -.infinity
    return box(place / 8, place % 8)
  }

  /// Multiplies the score of every box that meets `box`, and finds the best.
  @inline(__always)
  mutating func decay(near box: CornerBox<Double>, by factor: (CornerBox<Double>) -> Double) {
    best = nil
    for block in minX.indices {
      let near =
        (minX[block] .<= box.maxX) .& (maxX[block] .>= box.minX)
        .& (minY[block] .<= box.maxY) .& (maxY[block] .>= box.minY)
        .& (scores[block] .> -.infinity)
      if any(near) {
        for lane in 0..<8 where near[lane] {
          scores[block][lane] *= factor(self.box(block, lane))
        }
      }
      let highest = scores[block].max()
      if highest > best?.score ?? -.infinity {
        let lane = (0..<8).first { scores[block][$0] == highest } ?? 0
        best = (8 * block + lane, highest)
      }
    }
  }
}
