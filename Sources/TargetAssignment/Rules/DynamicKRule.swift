import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The rule of yolov7, simOTA over ultralytics' candidates: of the anchors that are proposed for any
/// object of the image, each object takes those that predict it best.
///
/// ```
/// candidates   what size_ratio proposes, in the order scale, neighbour, anchor, object; an anchor that
///              is proposed twice stands there twice
/// overlap      IoU of the object with the predicted box
/// k            the whole part of the sum of the object's 10 largest overlaps, at least 1
/// cost         Σ over classes BCE(y, is the object's) - 3 · ln(overlap + 1e-8),
///              y = sqrt(p(class) · p(objectness)),  BCE(y, z) = -z ln y - (1 - z) ln(1 - y)
/// take         each object its k candidates of the lowest cost
/// conflict     a candidate that several took goes to the object of the lowest cost there, of all objects
/// ```
///
/// - Edge cases: an object may get anchors that only others proposed, in a cell far from its own; one
///   that no anchor fits may get some too; and one may lose all that it took. Copies of an anchor cost
///   the same, and which of them are taken decides whether two objects share it. An image without
///   candidates has no matches. `1 - y` is never below 2^-53.
/// - Source: WongKinYiu/yolov7, `ComputeLossOTA.build_targets`; there `torch.topk` chooses among equal
///   candidates, in no order that it promises.
extension DynamicKRule: AnchorRule {
  package static let usual: [AssignmentRule] = [.dynamicK()]

  package var words: String {
    "\"dynamic_k\" with ratio_below \(readable(proposals.bound)), overlaps_in_k \(overlapsInK), "
      + "overlap_cost \(readable(overlapCost)) and label_scale \(quoted(labelScale.rawValue))"
  }

  package var needsPredictions: Bool { true }

  package func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    guard let predictions = image.predictions else { return { _ in [] } }
    let matching = Matching(self, image, predictions)
    return { object in matching.candidates(of: object, in: image) }
  }
}

/// The candidates of one image, and which object has each.
private struct Matching {
  /// An anchor that some object proposed.
  private struct Candidate {
    let site: AnchorSite
    let proposer: Int

    /// Where its prediction stands.
    var prediction = 0

    /// The object that has it, and the one that it costs least.
    var owner: Int?
    var cheapest = 0
    var least = Double.infinity

    /// How many objects took it.
    var takers = 0
  }

  /// What the network predicts at a site, as far as costs need it.
  fileprivate struct Prediction {
    let box: CornerBox<Double>

    /// The cost of no class at all, and what each class of the image adds to it.
    let cost: Double
    let classCosts: [Double]
  }

  private var candidates: [Candidate] = []
  private var predictions: [Prediction] = []

  /// The object's box as it is compared, and the place of its class.
  private let objects: [(box: CornerBox<Double>, place: Int)]

  /// How many each object takes, and which.
  private var taken: [[Int]] = []

  private let overlapCost: Double

  init(_ rule: DynamicKRule, _ image: RuleInput, _ predicted: ImagePredictions) {
    overlapCost = rule.overlapCost
    let classes = Set(image.objects.map(\.classID)).sorted()
    let input = image.detector.input
    let stretch = rule.labelScale == .input ? 1 : Double(input.height) / Double(input.width)
    objects = image.objects.map { object in
      let box = object.box
      return (
        CornerBox(
          minX: box.minX * stretch,
          minY: box.minY,
          maxX: box.maxX * stretch,
          maxY: box.maxY
        ),
        classes.firstIndex(of: object.classID) ?? 0
      )
    }
    propose(rule.proposals, image)
    var places: [AnchorSite: Int] = [:]
    for index in candidates.indices {
      let site = candidates[index].site
      if let known = places[site] {
        candidates[index].prediction = known
        continue
      }
      places[site] = predictions.count
      candidates[index].prediction = predictions.count
      predictions.append(Prediction(predicted[site], classes: classes))
    }
    for object in objects.indices { take(for: object, by: rule) }
    for (object, taken) in taken.enumerated() {
      for index in taken {
        candidates[index].takers += 1
        candidates[index].owner = object
      }
    }
    for index in candidates.indices where candidates[index].takers > 1 {
      candidates[index].owner = candidates[index].cheapest
    }
  }

  /// Lists the candidates in the framework's order.
  private mutating func propose(_ rule: SizeRatioRule, _ image: RuleInput) {
    let image = RuleInput(
      objects: image.objects,
      detector: image.detector,
      predictions: nil,
      isExplained: false
    )
    let proposed = rule.candidates(in: image)
    var all: [(order: (Int, Int, Int, Int), site: AnchorSite)] = []
    for object in image.objects.indices {
      for candidate in proposed(object) where candidate.reason != nil {
        let site = candidate.site
        all.append(((site.scale, candidate.writeOrder, site.anchor, object), site))
      }
    }
    candidates = all.sorted { $0.order < $1.order }.map {
      Candidate(site: $0.site, proposer: $0.order.3)
    }
  }

  /// What a candidate costs an object.
  private func cost(_ candidate: Int, _ overlap: Double, of object: Int) -> Double {
    let prediction = predictions[candidates[candidate].prediction]
    let classes = prediction.cost + prediction.classCosts[objects[object].place]
    return classes - overlapCost * Double.log(overlap + 1e-8)
  }

  private func overlap(_ candidate: Int, of object: Int) -> Double {
    objects[object].box.iou(with: predictions[candidates[candidate].prediction].box)
  }

  /// Takes the cheapest candidates for an object, and notes what each candidate costs it.
  private mutating func take(for object: Int, by rule: DynamicKRule) {
    var overlaps = Lowest(count: max(rule.overlapsInK, 1), prefersLast: false)
    var costs: [Double] = []
    costs.reserveCapacity(candidates.count)
    for index in candidates.indices {
      let overlap = overlap(index, of: object)
      overlaps.add(-overlap, index)
      let cost = cost(index, overlap, of: object)
      costs.append(cost)
      if cost < candidates[index].least {
        candidates[index].least = cost
        candidates[index].cheapest = object
      }
    }
    let sum = overlaps.entries.reduce(0) { $0 - $1.value }
    var lowest = Lowest(
      count: max(1, Int(sum)),
      prefersLast: rule.equalCandidates == .last
    )
    for (index, cost) in costs.enumerated() { lowest.add(cost, index) }
    taken.append(lowest.entries.map(\.index))
  }

  // MARK: - What an object is told

  /// The candidates that an object has, and, where anybody reads it, those that it proposed or took in
  /// vain.
  func candidates(of object: Int, in image: RuleInput) -> [AnchorCandidate] {
    let (mine, k) = (Set(taken[object]), taken[object].count)
    return candidates.indices.compactMap { index in
      let candidate = candidates[index]
      let isGiven = candidate.owner == object
      guard
        isGiven || (image.isExplained && (mine.contains(index) || candidate.proposer == object))
      else { return nil }
      let overlap = overlap(index, of: object)
      let measure = AnchorMeasure(
        word: "cost",
        name: "cost",
        value: cost(index, overlap, of: object)
      )
      return image.candidate(
        candidate.site,
        measure,
        iou: overlap,
        given: isGiven ? .passed : nil,
        writeOrder: index,
        why: why(candidate, measure, k: k, isTaken: mine.contains(index), isGiven: isGiven)
      )
    }
  }

  private func why(
    _ candidate: Candidate,
    _ measure: AnchorMeasure,
    k: Int,
    isTaken: Bool,
    isGiven: Bool
  ) -> String {
    let beside = measure.text(beside: candidate.least)
    switch (isTaken, isGiven) {
    case (true, true):
      let rivals = ", and the lowest of the \(candidate.takers) objects that took it"
      return "\(beside) is among its \(k) lowest" + (candidate.takers > 1 ? rivals : "")
    case (true, false):
      return "\(beside) is among its \(k) lowest, but object \(candidate.cheapest) has "
        + likenessText(candidate.least, unlike: measure.value)
    case (false, true):
      return "\(beside) is the lowest of all, where \(candidate.takers) other objects took it"
    case (false, false):
      return "\(beside) is not among its \(k) lowest"
    }
  }
}

extension Matching.Prediction {
  fileprivate init(_ seen: AnchorPrediction, classes: [Int]) {
    box = seen.box
    /// The cost of a class that is the object's, and of one that is not.
    func costs(_ probability: Double) -> (yes: Double, no: Double) {
      let y = (probability * seen.objectness).squareRoot()
      // A probability below the smallest number costs what that does.
      return (
        -Double.log(max(y, Double.leastNormalMagnitude)), -Double.log(max(1 - y, 0x1p-53))
      )
    }
    // One logarithm of a product for some classes: sixteen factors of at least 2^-53 are a number.
    var sum = 0.0
    var product = 1.0
    for (index, probability) in seen.classProbabilities.enumerated() {
      product *= max(1 - (probability * seen.objectness).squareRoot(), 0x1p-53)
      if index % 16 == 15 {
        sum -= Double.log(product)
        product = 1
      }
    }
    cost = sum - Double.log(product)
    classCosts = classes.map { classID in
      let (yes, no) = costs(seen.classProbabilities[classID])
      return yes - no
    }
  }
}

/// The lowest of many numbers, of equal ones the first or the last, with where each stood.
private struct Lowest {
  private(set) var entries: [(value: Double, index: Int)] = []
  private let count: Int
  private let prefersLast: Bool

  init(count: Int, prefersLast: Bool) {
    self.count = count
    self.prefersLast = prefersLast
  }

  /// Takes up the next number; indices rise.
  mutating func add(_ value: Double, _ index: Int) {
    func isBehind(_ other: Double) -> Bool { prefersLast ? other < value : other <= value }
    if entries.count == count {
      guard !isBehind(entries[count - 1].value) else { return }
      entries.removeLast()
    }
    var place = entries.count
    while place > 0, !isBehind(entries[place - 1].value) { place -= 1 }
    entries.insert((value, index), at: place)
  }
}
