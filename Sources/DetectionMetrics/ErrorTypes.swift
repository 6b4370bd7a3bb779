internal import DetectionNumerics

/// Why detections are wrong and objects are missed, and what each kind of error costs: the six kinds of
/// TIDE, as `tidecv` counts them.
///
/// Of the 100 best detections of an image, by falling score, each takes the free object of its class
/// with the best IoU of at least 0.5. One that takes none has, the first that applies,
///
/// ```
/// localisation      a best IoU of 0.1 to 0.5 with an object of its class
/// classification    an IoU of at least 0.5 with one of another class
/// duplicate         an IoU of at least 0.5 with one of its class, which is taken
/// background        an IoU of at most 0.1 with every object
/// both              what is left: neither the place nor the class is right
/// ```
///
/// and an object that nobody takes, and that no classification or localisation error would, is missed.
/// What an error costs is by how much the mean AP at 0.5 rises when all of its kind are put right: the
/// best detection at an object counts as right, others vanish; missed objects are not asked for.
///
/// - Ignored: a detection of which more than half lies in an ignored object of its class counts for
///   nothing, but is an error all the same where it explains one.
/// - Source: Bolya et al., *TIDE: A General Toolbox for Identifying Object Detection Errors*, 2020;
///   `tidecv` 1.0.1.
public struct ErrorTypes: Sendable {
  /// A kind of error.
  public enum Kind: String, CaseIterable, Sendable {
    case classification, localisation, both, duplicate, background, missed
  }

  /// What there is of one kind.
  public struct Entry: Hashable, Sendable {
    /// The kind.
    public let kind: Kind

    /// How many errors of it there are.
    public let count: Int

    /// How many points of AP, of a hundred, they cost.
    public let cost: Double
  }

  /// The mean AP at an IoU of 0.5 in points of a hundred; `nil` without objects and detections.
  public let ap50: Double?

  /// Every kind, in the order of ``Kind``.
  public let entries: [Entry]

  /// Finds the errors.
  ///
  /// - Parameters:
  ///   - data: Objects and detections.
  ///   - imageOrder: The images in the order of their file, which decides between equal scores; by
  ///     number if not given.
  ///   - threads: How many may work at once; the result is the same for any number.
  public init(_ data: EvaluationData, imageOrder: [Int]? = nil, threads: Int = 1) {
    let finder = ErrorFinder(data, imageOrder ?? Array(0..<data.imageCount))
    // As it is, and with each kind put right.
    let means = concurrentMap(1 + Kind.allCases.count, threads: max(1, threads)) { index in
      finder.points(fixing: index == 0 ? nil : Kind.allCases[index - 1]).mean
    }
    ap50 = means[0]
    entries = zip(Kind.allCases, means.dropFirst()).map { kind, fixed in
      Entry(
        kind: kind,
        count: finder.errors.count { $0.kind == kind },
        cost: max((fixed ?? 0) - (means[0] ?? 0), 0)
      )
    }
  }
}

// MARK: - Finding

/// The errors of all images.
private struct ErrorFinder {
  struct Found {
    let kind: ErrorTypes.Kind

    /// The detection; of a missed object none.
    var detection: Int?

    /// The object that the detection would have been right about.
    var object: Int?

    /// Whether the detection counts for nothing.
    var isIgnored = false
  }

  /// What became of an object.
  private struct State {
    var isUsed = false

    /// The best detection that only an error keeps from it.
    var best: (score: Double, detection: Int)?
  }

  private static let (positive, background) = (0.5, 0.1)

  let data: EvaluationData
  private(set) var errors: [Found] = []
  private var states: [State]

  /// The right and wrong detections that count, and the classes, as they come up.
  private var plain: ClassPoints

  init(_ data: EvaluationData, _ order: [Int]) {
    self.data = data
    plain = ClassPoints(classCount: data.classCount)
    states = [State](repeating: State(), count: data.objects.count)
    let objects = Groups(data.objects.count, groups: data.imageCount) {
      Int(data.objects[$0].image)
    }
    let detections = Groups(data.detections.count, groups: data.imageCount) {
      Int(data.detections[$0].image)
    }
    for image in order {
      let best = detections[image].sorted { a, b in
        let (first, second) = (data.detections[Int(a)].score, data.detections[Int(b)].score)
        return first != second ? first > second : a < b
      }.prefix(COCOMetric.mostDetections).map { Int($0) }
      look(objects[image].map { Int($0) }, best)
    }
  }

  private mutating func look(_ all: [Int], _ detections: [Int]) {
    let objects = all.filter { !data.objects[$0].isIgnored }
    let regions = all.filter { data.objects[$0].isIgnored }
    for object in objects { plain.add(objects: 1, ofClass: classIndex(ofObject: object)) }
    let overlaps = detections.map { detection in
      objects.map { overlap(detection, $0, isRegion: false) }
    }
    var isUsed = [Bool](repeating: false, count: detections.count)
    var isIgnored = isUsed
    for (place, detection) in detections.enumerated() {
      let free = bestObject(overlaps[place], objects) {
        isOfClass(detection, $0) && !states[$0].isUsed
      }
      if let free, free.overlap >= Self.positive {
        isUsed[place] = true
        states[free.object].isUsed = true
      }
    }
    for (place, detection) in detections.enumerated() where !isUsed[place] {
      isIgnored[place] = regions.contains {
        isOfClass(detection, $0) && overlap(detection, $0, isRegion: true) > Self.positive
      }
    }
    for (place, detection) in detections.enumerated() {
      if !isIgnored[place] {
        plain.add(
          score: data.detections[detection].score,
          isRight: isUsed[place],
          ofClass: Int(data.detections[detection].classIndex)
        )
      }
      guard !isUsed[place] else { continue }
      var (kind, object) = kind(of: detection, overlaps[place], objects)
      if let found = object {
        if states[found].isUsed {
          object = nil
        } else if states[found].best.map({ $0.score < data.detections[detection].score }) ?? true {
          states[found].best = (data.detections[detection].score, detection)
        }
      }
      errors.append(
        Found(kind: kind, detection: detection, object: object, isIgnored: isIgnored[place])
      )
    }
    for object in objects where !states[object].isUsed && states[object].best == nil {
      errors.append(Found(kind: .missed, object: object))
    }
  }

  /// The kind of error of a detection that takes no object, and the object that it is about.
  private func kind(
    of detection: Int,
    _ overlaps: [Double],
    _ objects: [Int]
  ) -> (ErrorTypes.Kind, object: Int?) {
    let own = bestObject(overlaps, objects) { isOfClass(detection, $0) }
    if let own, Self.background...Self.positive ~= own.overlap {
      return (.localisation, own.object)
    }
    let other = bestObject(overlaps, objects) { !isOfClass(detection, $0) }
    if let other, other.overlap >= Self.positive { return (.classification, other.object) }
    let taken = bestObject(overlaps, objects) { isOfClass(detection, $0) && states[$0].isUsed }
    if let taken, taken.overlap >= Self.positive { return (.duplicate, nil) }
    return (overlaps.max() ?? 0 <= Self.background ? .background : .both, nil)
  }

  /// The first of the objects with the best overlap among some.
  private func bestObject(
    _ overlaps: [Double],
    _ objects: [Int],
    where isMeant: (Int) -> Bool
  ) -> (object: Int, overlap: Double)? {
    var best: (object: Int, overlap: Double)?
    for (place, object) in objects.enumerated()
    where overlaps[place] > best?.overlap ?? 0 && isMeant(object) {
      best = (object, overlaps[place])
    }
    return best
  }

  private func classIndex(ofObject object: Int) -> Int { Int(data.objects[object].classIndex) }

  private func isOfClass(_ detection: Int, _ object: Int) -> Bool {
    data.detections[detection].classIndex == data.objects[object].classIndex
  }

  private func overlap(_ detection: Int, _ object: Int, isRegion: Bool) -> Double {
    EvaluationData.overlap(
      data.detections[detection].box,
      data.objects[object].box,
      isRegion: isRegion
    )
  }

  /// What is right and wrong when the errors of one kind are put right.
  func points(fixing kind: ErrorTypes.Kind?) -> ClassPoints {
    guard let kind else { return plain }
    var points = ClassPoints(classCount: data.classCount)
    var counts = plain.objectCounts
    for error in errors {
      guard error.kind == kind else {
        if let detection = error.detection, !error.isIgnored {
          points.add(
            score: data.detections[detection].score,
            isRight: false,
            ofClass: Int(data.detections[detection].classIndex)
          )
        }
        continue
      }
      guard let object = error.object else { continue }
      if kind == .missed {
        counts[classIndex(ofObject: object)] -= 1
      } else if let detection = error.detection, states[object].best?.detection == detection {
        points.add(
          score: data.detections[detection].score,
          isRight: true,
          ofClass: classIndex(ofObject: object)
        )
      }
    }
    for classIndex in plain.order {
      for point in plain.points[classIndex] where point.isRight {
        points.add(score: point.score, isRight: true, ofClass: classIndex)
      }
    }
    for classIndex in plain.order {
      points.add(objects: counts[classIndex], ofClass: classIndex)
    }
    return points
  }
}

// MARK: - Average precision

/// Right and wrong detections by class. Classes are added up in the order in which they came up, which
/// decides the last bit of their mean.
private struct ClassPoints {
  struct Point {
    let score: Double
    let number: Int32
    let isRight: Bool
  }

  /// The classes in that order.
  private(set) var order: [Int] = []

  /// What there is of each class.
  private(set) var points: [[Point]]
  private(set) var objectCounts: [Int]
  private var isBegun: [Bool]

  init(classCount: Int) {
    points = [[Point]](repeating: [], count: classCount)
    objectCounts = [Int](repeating: 0, count: classCount)
    isBegun = [Bool](repeating: false, count: classCount)
  }

  private mutating func begin(_ classIndex: Int) {
    guard !isBegun[classIndex] else { return }
    isBegun[classIndex] = true
    order.append(classIndex)
  }

  mutating func add(objects count: Int, ofClass classIndex: Int) {
    begin(classIndex)
    objectCounts[classIndex] += count
  }

  mutating func add(score: Double, isRight: Bool, ofClass classIndex: Int) {
    begin(classIndex)
    let number = Int32(points[classIndex].count)
    points[classIndex].append(Point(score: score, number: number, isRight: isRight))
  }

  /// The mean AP in points of a hundred; `nil` without a class.
  var mean: Double? {
    let counted = order.filter { !points[$0].isEmpty || objectCounts[$0] != 0 }
    guard !counted.isEmpty else { return nil }
    return counted.reduce(0) { $0 + ap($1) } / Double(counted.count)
  }

  private func ap(_ classIndex: Int) -> Double {
    let objects = objectCounts[classIndex]
    guard objects != 0 else { return 0 }
    let sorted = points[classIndex].sorted {
      $0.score != $1.score ? $0.score > $1.score : $0.number < $1.number
    }
    var best: [Double] = []
    var (right, wrong) = (0.0, 0.0)
    for point in sorted {
      guard point.isRight else {
        wrong += 1
        continue
      }
      right += 1
      best.append(right / (right + wrong))
    }
    for place in best.indices.dropFirst().reversed() where best[place] > best[place - 1] {
      best[place - 1] = best[place]
    }
    var sum = 0.0
    var place = 0
    for step in 0...100 {
      while place < best.count, Double(place + 1) / Double(objects) < Double(step) / 100 {
        place += 1
      }
      guard place < best.count else { break }
      sum += best[place]
    }
    return sum / 101 * 100
  }
}
