import DetectionNumerics
import DetectionText

/// The first images of a batch, each for itself, and losses of what they may have been meant as.
struct LossSample {
  let detector: Detector
  let threads: Int

  /// The heads of each image by scale.
  let heads: [[RawHead]]

  /// The heads of every part that the images are in, for what changes them as a whole; and for each
  /// image its part and its place there.
  private let parts: [[RawHead]]
  private let places: [(part: Int, image: Int)]

  var count: Int { heads.count }

  /// Losses by image and scale.
  struct Losses {
    var values: [[Double]]

    /// The mean over the images.
    var total: Double { values.joined().reduce(0, +) / Double(values.count) }

    /// The sum of one scale.
    func sum(ofScale scale: Int) -> Double { values.reduce(0) { $0 + $1[scale] } }
  }

  init(_ detector: Detector, _ parts: [HeadPart], images: Int, threads: Int) {
    self.detector = detector
    self.threads = threads
    self.parts = parts.map(\.heads)
    places = Array(
      parts.enumerated().flatMap { part, heads in (0..<heads.images.count).map { (part, $0) } }
        .prefix(images)
    )
    heads = places.map { place in
      parts[place.part].heads.map { $0.alone(image: place.image) }
    }
  }

  /// What one image costs with some objects, scale by scale; `nil` where it has no loss.
  private func losses(_ heads: [RawHead], _ objects: [LabeledBox]) -> [Double]? {
    let seen = ImagePredictions(of: heads, image: 0, detector)
    guard let assignment = try? TargetAssigner(detector)(objects, predictions: seen) else {
      return nil
    }
    let report = try? DetectorLoss(detector, checking: .valuesThatTakePart)(
      heads: heads,
      targets: [assignment.targets(for: detector)]
    )
    return report?.scales.map(\.loss.total)
  }

  func losses(_ objects: [[LabeledBox]], heads other: [[RawHead]]? = nil) -> Losses? {
    let heads = other ?? heads
    let values = concurrentMap(count, threads: threads) { losses(heads[$0], objects[$0]) }
      .compactMap { $0 }
    return values.count == count ? Losses(values: values) : nil
  }

  // MARK: Heads

  /// What may have happened to the heads, on all scales or on some.
  func headCauses(_ objects: [[LabeledBox]], _ before: Losses) -> [LossDiagnosis.Cause] {
    var changes: [(cause: String, change: (RawHead, Detector.Scale) -> RawHead?)] =
      HeadMixup.usual.map { mixup in (mixup.cause, { head, _ in head.undoing(mixup) }) }
    for order in HeadOrder.allCases {
      changes.append(
        ("the bytes are in the order \(order.rawValue)", { head, _ in head.reread(as: order) })
      )
    }
    for activation in [HeadActivation.sigmoid, .darknet] {
      changes.append(
        (
          "the values stand behind an activation, \(quoted(activation.rawValue))",
          { try? $0.logits(behind: activation, scale: $1) }
        )
      )
    }
    return changes.compactMap { cause, change in
      let changed = parts.map { zip($0, detector.scales).map { change($0, $1) } }
      let isPartial = changed.contains { $0.contains { $0 == nil } }
      let canBeLeft = HeadMixup.usual.contains { $0.cause == cause }
      return self.cause(cause, before, isPartial: !canBeLeft && isPartial) {
        losses(
          objects,
          heads: places.enumerated().map { index, place in
            changed[place.part].indices.map { scale in
              changed[place.part][scale]?.alone(image: place.image) ?? heads[index][scale]
            }
          }
        )
      }
    }
  }

  /// A cause with the scales that it makes better, if there are any.
  private func cause(
    _ cause: String,
    _ before: Losses,
    isPartial: Bool,
    _ losses: () -> Losses?
  ) -> LossDiagnosis.Cause? {
    guard let after = losses() else { return nil }
    var (better, worse): ([Int], [Int]) = ([], [])
    var sum = 0.0
    for scale in detector.scales.indices {
      let (old, new) = (before.sum(ofScale: scale), after.sum(ofScale: scale))
      if new < old { better.append(scale) }
      if new > old { worse.append(scale) }
      sum += min(old, new)
    }
    guard !better.isEmpty else { return nil }
    let names = better.map { quoted(detector.scales[$0].name) }.joined(separator: " and ")
    let isEverywhere = worse.isEmpty && !isPartial
    return LossDiagnosis.Cause(
      cause: isEverywhere ? cause : "\(cause), on scale \(names) only",
      loss: sum / Double(count)
    )
  }

  // MARK: The order of images

  /// Whether each image's labels fit another image, on all scales or on one.
  func orderCauses(
    _ objects: [[LabeledBox]],
    names: [String],
    _ before: Losses
  ) -> [LossDiagnosis.Cause] {
    guard count > 1 else { return [] }
    let pairs = concurrentMap(count * count, threads: threads) { pair in
      losses(heads[pair / count], objects[pair % count])
    }
    let table = pairs.compactMap { $0 }
    guard table.count == pairs.count else { return [] }
    /// The order of the labels that fits best, if it is one.
    func order(_ loss: ([Double]) -> Double) -> [Int]? {
      let order = (0..<count).map { image in
        (0..<count).min { loss(table[image * count + $0]) < loss(table[image * count + $1]) } ?? 0
      }
      return Set(order).count == count && order != Array(0..<count) ? order : nil
    }
    var causes: [LossDiagnosis.Cause] = []
    if let order = order({ $0.reduce(0, +) }) {
      let sum = order.enumerated().reduce(0.0) {
        $0 + table[$1.offset * count + $1.element].reduce(0, +)
      }
      causes.append(.init(cause: words(order, names), loss: sum / Double(count)))
    }
    for (index, scale) in detector.scales.enumerated() {
      guard let order = order({ $0[index] }) else { continue }
      let left = order.enumerated().reduce(0.0) {
        $0 + table[$1.offset * count + $1.element][index]
      }
      let sum = before.total * Double(count) - before.sum(ofScale: index) + left
      causes.append(
        .init(
          cause: "\(words(order, names)), on scale \(quoted(scale.name)) only",
          loss: sum / Double(count)
        )
      )
    }
    return causes
  }

  private func words(_ order: [Int], _ names: [String]) -> String {
    let moved = order.indices.filter { order[$0] != $0 }
    guard moved.count == 2 else {
      let first = moved[0]
      return """
        the images of dump and labels are in different orders: the dump's image \(first) fits the \
        labels of \(quoted(names[order[first]]))
        """
    }
    return "images \(quoted(names[moved[0]])) and \(quoted(names[moved[1]])) are exchanged"
  }

  // MARK: Labels

  /// What is left of the loss with other labels.
  func labelCauses(_ changes: [(cause: String, objects: [[LabeledBox]])]) -> [LossDiagnosis.Cause] {
    changes.compactMap { cause, objects in
      losses(objects).map { LossDiagnosis.Cause(cause: cause, loss: $0.total) }
    }
  }
}
