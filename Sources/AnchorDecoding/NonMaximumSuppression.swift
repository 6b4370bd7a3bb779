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
  /// - Parameters:
  ///   - detections: In any order, which decides between equal scores.
  ///   - limit: How many are wanted at most, the best ones; what comes behind them is not looked at.
  /// - Returns: Those that remain, the first of them where there is a limit.
  /// - Complexity: O(n log n) for sorting, and for each class O(n · kept) comparisons; O(n²) for the
  ///   soft kinds.
  public func callAsFunction(_ detections: [Detection], limit: Int? = nil) -> [Detection] {
    let sorted = Self.sortedByScore(detections)
    let most = max(0, limit ?? .max)
    switch kind {
    case .greedy: return kept(of: sorted, most) { $0.iou(with: $1) }
    case .distance: return kept(of: sorted, most) { $0.distanceIoU(with: $1) }
    case .softLinear:
      return decayed(sorted, most) { $0 > iouThreshold ? 1 - $0 : 1 }
    case .softGaussian(let sigma):
      return decayed(sorted, most) { Double.exp(-$0 * $0 / sigma) }
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
    _ most: Int,
    overlap: (CornerBox<Double>, CornerBox<Double>) -> Double
  ) -> [Detection] {
    // Each class's boxes stand together, so that a candidate walks over them and no others.
    var places: [Int: Int] = [:]
    var groups: [BoxList] = []
    var kept: [Detection] = []
    for candidate in sorted {
      guard kept.count < most else { break }
      let group = isClassAgnostic ? 0 : candidate.classID
      let place = places[group, default: groups.count]
      if place == groups.count {
        places[group] = place
        groups.append(BoxList())
      }
      // Boxes that do not meet overlap by zero or less.
      let isRemoved = groups[place].contains(
        meeting: iouThreshold >= 0 ? candidate.box : nil
      ) { overlap($0, candidate.box) > iouThreshold }
      if isRemoved { continue }
      groups[place].append(candidate.box)
      kept.append(candidate)
    }
    return kept
  }

  /// All, with the scores that overlaps leave them.
  @inline(__always)
  private func decayed(
    _ sorted: [Detection],
    _ most: Int,
    by decay: (_ iou: Double) -> Double
  ) -> [Detection] {
    // Classes do not meet, and what is taken of each falls in score: put together, they are in the
    // order in which the best of all would have been taken each time.
    let groups = Dictionary(grouping: sorted.indices) { isClassAgnostic ? 0 : sorted[$0].classID }
    var found: [(place: Int, score: Double)] = []
    for group in groups.values {
      var rest = BoxList()
      for place in group { rest.append(sorted[place].box, score: sorted[place].score) }
      var taken = 0
      while taken < most, let place = rest.best {
        let (number, score, box) = rest.entry(place)
        guard score > scoreThreshold else { break }
        found.append((group[number], score))
        taken += 1
        rest.take(place) { decay($0.iou(with: box)) }
      }
    }
    found.sort { ($1.score, $0.place) < ($0.score, $1.place) }
    return found.prefix(most).map { place, score in
      var detection = sorted[place]
      detection.score = score
      return detection
    }
  }
}

/// Boxes one behind the other, with a score each.
///
/// Most pairs do not meet, which one comparison of four floats tells; whoever asks computes the exact overlap
/// of the others alone, so that the answer is the plain one's to the bit.
private struct BoxList {
  /// Left, top, and right and bottom with the other sign, rounded outwards.
  private var corners: [SIMD4<Float>] = []
  private var boxes: [CornerBox<Double>] = []
  private var scores: [Double] = []

  /// The numbers of the boxes in the order they came in.
  private var numbers: [Int] = []

  /// Where the box with the best score stands, of equals that which came first.
  private(set) var best: Int?

  mutating func append(_ box: CornerBox<Double>, score: Double = 0) {
    corners.append(
      -SIMD4(
        Self.outwards(-box.minX),
        Self.outwards(-box.minY),
        Self.outwards(box.maxX),
        Self.outwards(box.maxY)
      )
    )
    boxes.append(box)
    scores.append(score)
    numbers.append(numbers.count)
    if let best, !isBetter(numbers.count - 1, than: best) { return }
    best = numbers.count - 1
  }

  /// A float that is not below a number.
  private static func outwards(_ number: Double) -> Float {
    let float = Float(number)
    return Double(float) < number ? float.nextUp : float
  }

  /// What the corners of a box must be below that meets `box`.
  private static func reach(of box: CornerBox<Double>) -> SIMD4<Float> {
    SIMD4(outwards(box.maxX), outwards(box.maxY), outwards(-box.minX), outwards(-box.minY))
  }

  private func isBetter(_ place: Int, than other: Int) -> Bool {
    scores[place] > scores[other]
      || scores[place] == scores[other] && numbers[place] < numbers[other]
  }

  /// Whether any box that meets `box`, or any at all, passes a test.
  @inline(__always)
  func contains(meeting box: CornerBox<Double>?, where test: (CornerBox<Double>) -> Bool) -> Bool {
    let reach = box.map { Self.reach(of: $0) } ?? SIMD4(repeating: .infinity)
    for place in corners.indices where all(corners[place] .<= reach) && test(boxes[place]) {
      return true
    }
    return false
  }

  /// The number and the score of the box at a place, and itself.
  func entry(_ place: Int) -> (number: Int, score: Double, box: CornerBox<Double>) {
    (numbers[place], scores[place], boxes[place])
  }

  /// Takes a box out, multiplies the score of every one that meets it, and finds the best of them.
  @inline(__always)
  mutating func take(_ place: Int, decay: (CornerBox<Double>) -> Double) {
    let reach = Self.reach(of: boxes[place])
    let last = corners.count - 1
    corners.swapAt(place, last)
    boxes.swapAt(place, last)
    scores.swapAt(place, last)
    numbers.swapAt(place, last)
    corners.removeLast()
    boxes.removeLast()
    scores.removeLast()
    numbers.removeLast()
    best = corners.isEmpty ? nil : 0
    for place in corners.indices {
      if all(corners[place] .<= reach) { scores[place] *= decay(boxes[place]) }
      if let found = best, place > 0, isBetter(place, than: found) { best = place }
    }
  }
}
