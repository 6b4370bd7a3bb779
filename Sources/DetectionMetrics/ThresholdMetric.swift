/// What a detector gets right at one threshold of its scores: precision, recall, what it takes for what,
/// and in which images it is wrong.
///
/// ```
/// precision = right / (right + wrong)      recall = right / objects
/// F1 = 2 · precision · recall / (precision + recall)
/// ```
///
/// A detection is right, wrong or ignored as ``COCOMetric`` has it at an IoU of 0.5.
public struct ThresholdMetric: Sendable {
  /// What is right, wrong and missed.
  public struct Counts: Hashable, Sendable {
    /// Detections that found an object, and that found none.
    public var right = 0, wrong = 0

    /// Objects that no detection found.
    public var missed = 0

    /// The share of detections that are right; `nil` without any.
    public var precision: Double? {
      right + wrong > 0 ? Double(right) / Double(right + wrong) : nil
    }

    /// The share of objects that are found; `nil` without any.
    public var recall: Double? {
      right + missed > 0 ? Double(right) / Double(right + missed) : nil
    }

    /// The harmonic mean of both: `2 · right / (2 · right + wrong + missed)`.
    public var f1: Double? {
      let all = 2 * right + wrong + missed
      return all > 0 ? Double(2 * right) / Double(all) : nil
    }
  }

  /// Objects of one class that were found as another, or not at all.
  public struct Confusion: Hashable, Sendable {
    /// The class of the objects; `nil` for what is no object.
    public let truth: Int?

    /// The class they were found as; `nil` for not at all.
    public let found: Int?

    /// How many.
    public let count: Int
  }

  /// The least score that counts.
  public let score: Double

  /// All together.
  public let all: Counts

  /// By class.
  public let classes: [Counts]

  /// By image.
  public let images: [Counts]

  /// The entries of the confusion matrix that are not zero, by class of the objects, then as found;
  /// what is no object and what is not found come last.
  ///
  /// Pairs of a detection and an object with an IoU of at least 0.5, of whatever class, are taken by
  /// falling IoU, each detection and object once.
  public let confusion: [Confusion]

  /// Judges the detections with at least a score.
  ///
  /// - Parameters:
  ///   - data: Objects and detections.
  ///   - coco: The matching of the same data.
  ///   - score: The least score that counts.
  public init(_ data: EvaluationData, _ coco: COCOMetric, score: Double) {
    self.score = score
    var classes = [Counts](repeating: Counts(), count: data.classCount)
    var images = [Counts](repeating: Counts(), count: data.imageCount)
    func add(_ image: Int32, _ classIndex: Int32, _ key: WritableKeyPath<Counts, Int>, _ count: Int)
    {
      classes[Int(classIndex)][keyPath: key] += count
      images[Int(image)][keyPath: key] += count
    }
    for object in data.objects where !object.isIgnored {
      add(object.image, object.classIndex, \.missed, 1)
    }
    for (detection, judgement) in zip(data.detections, coco.judgements)
    where detection.score >= score {
      switch judgement {
      case .right:
        add(detection.image, detection.classIndex, \.right, 1)
        add(detection.image, detection.classIndex, \.missed, -1)
      case .wrong: add(detection.image, detection.classIndex, \.wrong, 1)
      case .ignored: break
      }
    }
    self.classes = classes
    self.images = images
    all = classes.reduce(into: Counts()) { sum, counts in
      sum.right += counts.right
      sum.wrong += counts.wrong
      sum.missed += counts.missed
    }
    confusion = Self.confusion(data, coco, score)
  }

  /// The images with the most errors, the worst first: by what is wrong and missed together, then by
  /// what is missed, then by number.
  public func worstImages(_ count: Int) -> [Int] {
    Array(
      images.indices.filter { images[$0].wrong + images[$0].missed > 0 }.sorted { a, b in
        let (first, second) = (images[a], images[b])
        return (second.wrong + second.missed, second.missed, a)
          < (first.wrong + first.missed, first.missed, b)
      }.prefix(count)
    )
  }

  private static func confusion(
    _ data: EvaluationData,
    _ coco: COCOMetric,
    _ score: Double
  ) -> [Confusion] {
    let objects = Groups(data.objects.count, groups: data.imageCount) {
      Int(data.objects[$0].image)
    }
    let detections = Groups(data.detections.count, groups: data.imageCount) {
      Int(data.detections[$0].image)
    }
    // A class, or the number of classes for none.
    var counts: [SIMD2<Int>: Int] = [:]
    let none = data.classCount
    for image in 0..<data.imageCount {
      let objects = objects[image].map { data.objects[Int($0)] }.filter { !$0.isIgnored }
      let detections = detections[image].filter {
        data.detections[Int($0)].score >= score && coco.judgements[Int($0)] != .ignored
      }.map { data.detections[Int($0)] }
      var pairs: [(overlap: Double, detection: Int, object: Int)] = []
      for (place, detection) in detections.enumerated() {
        for (other, object) in objects.enumerated() {
          let overlap = EvaluationData.overlap(detection.box, object.box, isRegion: false)
          if overlap >= 0.5 { pairs.append((overlap, place, other)) }
        }
      }
      pairs.sort { ($1.overlap, $0.detection, $0.object) < ($0.overlap, $1.detection, $1.object) }
      var foundAs = [Int](repeating: none, count: objects.count)
      var isFree = [Bool](repeating: true, count: detections.count)
      for pair in pairs where isFree[pair.detection] && foundAs[pair.object] == none {
        isFree[pair.detection] = false
        foundAs[pair.object] = Int(detections[pair.detection].classIndex)
      }
      for (object, found) in zip(objects, foundAs) {
        counts[SIMD2(Int(object.classIndex), found), default: 0] += 1
      }
      for (detection, isFree) in zip(detections, isFree) where isFree {
        counts[SIMD2(none, Int(detection.classIndex)), default: 0] += 1
      }
    }
    return counts.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }.map { key, count in
      Confusion(
        truth: key.x == none ? nil : key.x,
        found: key.y == none ? nil : key.y,
        count: count
      )
    }
  }
}
