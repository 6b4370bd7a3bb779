/// Matches the detections of one class with its objects, image by image, for ten thresholds of IoU and
/// four ranges of areas at once.
///
/// What happens at a threshold is a bit; most detections overlap no object enough for any, and only
/// those that do are looked at ten times.
struct ClassMatching {
  private let data: EvaluationData
  private static let allThresholds: UInt16 = (1 << 10) - 1

  /// A detection among the best of its image.
  private struct Judged {
    let index: Int32

    /// Its place among those of its image, by falling score.
    let rank: UInt8
    let score: Double

    /// The thresholds at which it takes an object, and at which it counts for nothing, by area.
    var taken = SIMD4<UInt16>(repeating: 0)
    var ignored = SIMD4<UInt16>(repeating: 0)
  }

  private var judged: [Judged] = []

  /// How many objects count, by area.
  private var objectCounts = [0, 0, 0, 0]

  init(_ data: EvaluationData) { self.data = data }

  /// Matches all images.
  mutating func match(_ objects: ArraySlice<Int32>, _ detections: ArraySlice<Int32>) {
    // By image, then by falling score, then as they came.
    let objects = objects.sorted {
      (data.objects[Int($0)].image, $0) < (data.objects[Int($1)].image, $1)
    }
    let detections = detections.sorted { a, b in
      let (first, second) = (data.detections[Int(a)], data.detections[Int(b)])
      if first.image != second.image { return first.image < second.image }
      return first.score != second.score ? first.score > second.score : a < b
    }
    judged.reserveCapacity(detections.count)
    for object in objects where !data.objects[Int(object)].isIgnored {
      for (area, range) in COCOMetric.areas.enumerated()
      where range.contains(data.objects[Int(object)].area) {
        objectCounts[area] += 1
      }
    }
    var object = 0
    var start = 0
    while start < detections.count {
      let image = data.detections[Int(detections[start])].image
      var end = start
      while end < detections.count, data.detections[Int(detections[end])].image == image {
        end += 1
      }
      while object < objects.count, data.objects[Int(objects[object])].image < image { object += 1 }
      let firstObject = object
      while object < objects.count, data.objects[Int(objects[object])].image == image {
        object += 1
      }
      matchImage(
        objects[firstObject..<object],
        detections[start..<end].prefix(COCOMetric.mostDetections)
      )
      start = end
    }
  }

  /// An object that a detection overlaps enough for the lowest threshold.
  private struct Candidate {
    let object: Int
    let overlap: Double
  }

  private mutating func matchImage(_ objects: ArraySlice<Int32>, _ detections: ArraySlice<Int32>) {
    let first = judged.count
    var candidates: [[Candidate]] = []
    for (rank, index) in detections.enumerated() {
      let detection = data.detections[Int(index)]
      judged.append(Judged(index: index, rank: UInt8(rank), score: detection.score))
      var own: [Candidate] = []
      for (place, number) in objects.enumerated() {
        let object = data.objects[Int(number)]
        let overlap = EvaluationData.overlap(
          detection.box,
          object.box,
          isRegion: object.isRegion
        )
        guard overlap >= COCOMetric.thresholds[0] else { continue }
        own.append(Candidate(object: place, overlap: overlap))
      }
      candidates.append(own)
    }
    let objects = objects.map { data.objects[Int($0)] }
    for (area, range) in COCOMetric.areas.enumerated() {
      let isIgnored = objects.map { $0.isIgnored || !range.contains($0.area) }
      var taken = [UInt16](repeating: 0, count: objects.count)
      for (place, own) in candidates.enumerated() {
        for threshold in own.isEmpty ? 0..<0 : 0..<10 {
          let bit: UInt16 = 1 << threshold
          let best = best(of: own, threshold, isIgnored) {
            taken[$0] & bit != 0 && !objects[$0].isRegion
          }
          guard let best else { continue }
          taken[best] |= bit
          judged[first + place].taken[area] |= bit
          if isIgnored[best] { judged[first + place].ignored[area] |= bit }
        }
        let box = data.detections[Int(judged[first + place].index)].box
        if !range.contains(box.z * box.w) {
          let untaken = ~judged[first + place].taken[area] & Self.allThresholds
          judged[first + place].ignored[area] |= untaken
        }
      }
    }
  }

  /// The object with the best overlap at a threshold: of those that count, else of the others; of
  /// equal ones the last.
  private func best(
    of candidates: [Candidate],
    _ threshold: Int,
    _ isIgnored: [Bool],
    isTaken: (Int) -> Bool
  ) -> Int? {
    var best: Int?
    for ignored in [false, true] where best == nil {
      var overlap = min(COCOMetric.thresholds[threshold], 1 - 1e-10)
      for candidate in candidates
      where isIgnored[candidate.object] == ignored && candidate.overlap >= overlap
        && !isTaken(candidate.object)
      {
        (best, overlap) = (candidate.object, candidate.overlap)
      }
    }
    return best
  }
}

// MARK: - What comes of it

extension ClassMatching {
  /// What became of each detection at a threshold of 0.5, for objects of all areas.
  var judgements: [(index: Int, judgement: DetectionJudgement)] {
    judged.map {
      (
        Int($0.index),
        $0.ignored[0] & 1 != 0 ? .ignored : $0.taken[0] & 1 != 0 ? .right : .wrong
      )
    }
  }

  /// Precision and recall.
  func curves() -> ClassCurves {
    let scores = judged.enumerated().map { (score: $1.score, place: Int32($0)) }
    let order = scores.sorted {
      $0.score != $1.score ? $0.score > $1.score : $0.place < $1.place
    }.map { Int($0.place) }
    var curves = ClassCurves()
    curves.areas = objectCounts.enumerated().map { area, objects in
      var found = ClassCurves.Area(objects: objects)
      guard objects > 0 else { return found }
      for threshold in 0..<10 {
        let (precision, recall) = curve(order, objects, area, bit: 1 << threshold)
        found.precision += precision
        found.recall.append(recall)
      }
      return found
    }
    curves.recallOfFew = [1, 10].map { most in
      guard objectCounts[0] > 0 else { return [] }
      return (0..<10).map { threshold in
        let right = judged.count { isRight($0, 0, 1 << threshold) && $0.rank < most }
        return Double(right) / Double(objectCounts[0])
      }
    }
    return curves
  }

  private func isRight(_ judged: Judged, _ area: Int, _ bit: UInt16) -> Bool {
    judged.taken[area] & ~judged.ignored[area] & bit != 0
  }

  /// The precision at every recall, and the last recall.
  private func curve(
    _ order: [Int],
    _ objects: Int,
    _ area: Int,
    bit: UInt16
  ) -> (precision: [Double], recall: Double) {
    // Precision rises with a right detection alone, so that its best value at or behind any place is
    // that at or behind the next right one.
    var best: [Double] = []
    var (right, wrong) = (0.0, 0.0)
    for place in order where judged[place].ignored[area] & bit == 0 {
      if judged[place].taken[area] & bit != 0 {
        right += 1
        best.append(right / (wrong + right + Double.ulpOfOne))
      } else {
        wrong += 1
      }
    }
    for place in best.indices.dropFirst().reversed() where best[place] > best[place - 1] {
      best[place - 1] = best[place]
    }
    var precision = [Double](repeating: 0, count: 101)
    var place = 0
    for (index, recall) in COCOMetric.recalls.enumerated() {
      while place < best.count, Double(place + 1) / Double(objects) < recall { place += 1 }
      guard place < best.count else { break }
      precision[index] = best[place]
    }
    return (precision, Double(best.count) / Double(objects))
  }
}
