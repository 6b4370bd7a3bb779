internal import DetectionNumerics

/// Average precision as Pascal VOC has it, at an IoU of 0.5.
///
/// ```
/// 2007     the mean of the best precision at a recall of at least 0, 0.1, …, 1
/// 2012     the area below the best precision at a recall of at least r
/// ```
///
/// Of all detections of a class by falling score, each looks at the object of its class and image with
/// the best IoU, be it taken or not: one of at least 0.5 that is free is right, one that is taken, or
/// less, is wrong. Difficult objects are not asked for, and what finds one counts for nothing. Unlike
/// COCO's, a detection does not go on to the next best object.
///
/// - Recalls are 0, 1 · 0.1, 2 · 0.1 and so on as doubles, of which the fourth is a little above 0.3, as in the
///   tools that people use.
/// - Boxes are continuous: a side is the difference of its corners, as in the labels that are read.
///   VOC's own kit counts pixels from both ends, one more a side.
/// - Classes without objects have no AP and count in no mean.
/// - Source: Everingham et al., *The PASCAL Visual Object Classes Challenge 2012: Development Kit*,
///   section 3.4.
public struct VOCMetric: Sendable {
  /// The way of its year.
  public enum Year: Int, CaseIterable, Sendable {
    case voc2007 = 2007
    case voc2012 = 2012
  }

  /// The mean over classes with objects; `nil` where there is none.
  public let map: Double?

  /// The AP of each class, and how many objects count.
  public let classes: [(objects: Int, ap: Double?)]

  /// Judges detections.
  ///
  /// - Parameters:
  ///   - data: Objects and detections.
  ///   - year: The way precision is averaged.
  ///   - threads: How many may work at once; the result is the same for any number.
  public init(_ data: EvaluationData, year: Year, threads: Int = 1) {
    let objects = Groups(data.objects.count, groups: data.classCount) {
      Int(data.objects[$0].classIndex)
    }
    let detections = Groups(data.detections.count, groups: data.classCount) {
      Int(data.detections[$0].classIndex)
    }
    classes = concurrentMap(data.classCount, threads: max(1, threads)) { index in
      Self.figures(data, objects[index].map { Int($0) }, detections[index].map { Int($0) }, year)
    }
    let found = classes.compactMap(\.ap)
    map = found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
  }

  private static func figures(
    _ data: EvaluationData,
    _ objects: [Int],
    _ detections: [Int],
    _ year: Year
  ) -> (objects: Int, ap: Double?) {
    let count = objects.count { !data.objects[$0].isIgnored }
    guard count > 0 else { return (0, nil) }
    let ofImage = Dictionary(grouping: objects) { data.objects[$0].image }
    let sorted = detections.sorted { a, b in
      let (first, second) = (data.detections[a], data.detections[b])
      if first.score != second.score { return first.score > second.score }
      return (first.image, a) < (second.image, b)
    }
    var taken: Set<Int> = []
    var curve: [(precision: Double, recall: Double)] = []
    var (right, wrong) = (0.0, 0.0)
    for index in sorted {
      let detection = data.detections[index]
      var best: (object: Int, overlap: Double)?
      for object in ofImage[detection.image] ?? [] {
        let overlap = EvaluationData.overlap(
          detection.box,
          data.objects[object].box,
          isRegion: false
        )
        if overlap > best?.overlap ?? 0 { best = (object, overlap) }
      }
      if let best, best.overlap >= 0.5 {
        if data.objects[best.object].isIgnored { continue }
        if taken.insert(best.object).inserted { right += 1 } else { wrong += 1 }
      } else {
        wrong += 1
      }
      curve.append((right / (right + wrong), right / Double(count)))
    }
    return (count, average(curve, year))
  }

  private static func average(
    _ curve: [(precision: Double, recall: Double)],
    _ year: Year
  ) -> Double {
    // The best precision at this recall or a larger one.
    var best = curve.map(\.precision)
    for place in best.indices.dropFirst().reversed() {
      best[place - 1] = max(best[place - 1], best[place])
    }
    switch year {
    case .voc2007:
      return (0...10).reduce(0) { sum, step in
        let place = curve.firstIndex { $0.recall >= Double(step) * 0.1 }
        return sum + (place.map { best[$0] } ?? 0)
      } / 11
    case .voc2012:
      var (area, last) = (0.0, 0.0)
      for (point, precision) in zip(curve, best) {
        area += (point.recall - last) * precision
        last = point.recall
      }
      return area
    }
  }
}
