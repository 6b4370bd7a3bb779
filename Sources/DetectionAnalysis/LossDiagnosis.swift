import AnchorDecoding
import DetectionNumerics
import DetectionText

/// Which usual mistakes would explain a loss that is far too large.
///
/// Each mistake is undone, one at a time, and the loss computed anew; what is left tells how much
/// the mistake explains. Nothing is guessed from the numbers alone.
public struct LossDiagnosis: Sendable {
  /// A mistake, and what is left of the loss without it.
  public struct Cause: Hashable, Sendable {
    /// What somebody may have done, in a sentence without its full stop.
    public let cause: String

    /// The loss without it, as the mean over the images that were looked at.
    public let loss: Double
  }

  /// How many images were looked at, the first of the batch.
  public let images: Int

  /// Their loss, the mean of each image's own.
  public let loss: Double

  /// What the loss would be if the labels were the dump's own detections; `nil` where it has none.
  public let ownLoss: Double?

  /// How many objects the labels have, and how many the network is sure of.
  public let objects: (labels: Int, own: Int)

  /// The mistakes that explain at least half of the loss, the likeliest first.
  public let causes: [Cause]

  /// Whether the loss is far from what the dump's own detections suggest: a network that is sure of
  /// what it sees, and labels that say something else.
  ///
  /// On a dump and labels that belong together the two losses are about equal, whatever the dialect,
  /// and so are the numbers of objects.
  public var isSuspicious: Bool {
    Self.isSuspicious(loss: loss, ownLoss: ownLoss, objects)
  }

  fileprivate static func isSuspicious(
    loss: Double,
    ownLoss: Double?,
    _ objects: (labels: Int, own: Int)
  ) -> Bool {
    guard let ownLoss else { return false }
    return loss > 2 * ownLoss || 4 * objects.own > 5 * objects.labels + 4
      || 3 * objects.own < objects.labels
  }

  /// The likeliest cause in a sentence, with how much of the loss it explains.
  public var sentence: String? {
    causes.first.map { sentence(about: $0) }
  }

  /// A cause in a sentence, with how much of the loss it explains.
  public func sentence(about cause: Cause) -> String {
    "\(cause.cause) (explains \(rounded(loss - cause.loss)) of \(rounded(loss)))"
  }
}

/// Three digits or so, for a sentence.
private func rounded(_ value: Double) -> String {
  let factor = value.magnitude < 10 ? 1000.0 : value.magnitude < 1000 ? 10 : 1
  let scaled = (value * factor).rounded() / factor
  return factor == 1 && scaled.magnitude < 1e15 ? "\(Int(scaled))" : "\(scaled)"
}

extension DetectionCase {
  /// Looks for the usual mistake behind a loss that is far too large.
  ///
  /// Tried are: images in another order, on every scale or on one; channels, anchors, rows and
  /// columns exchanged or reversed; bytes in another order of axes; values behind a sigmoid; classes
  /// counted from one; boxes with exchanged or other coordinates; other fits.
  ///
  /// - Parameter limit: The most images to look at; the order of images costs a loss for each pair.
  /// - Returns: What explains at least half of the loss, the likeliest first.
  /// - Throws: As ``loss()``; an error for label tensors, which name no objects.
  /// - Complexity: Some `30 + images` losses of the images that are looked at.
  public func diagnosis(images limit: Int = 16) throws(Diagnostic) -> LossDiagnosis {
    let dump = try finiteHeads()
    let batch = try objects()
    let sample = LossSample(detector, dump.heads, images: min(max(1, limit), images.count))
    let objects = images.prefix(sample.count).map { $0.objects ?? [] }
    guard let before = sample.losses(objects) else { throw .noDiagnosis }
    let total = before.total
    var causes: [LossDiagnosis.Cause] = []
    // Without an object every head is as good as another.
    if objects.contains(where: { !$0.isEmpty }) {
      causes += sample.headCauses(objects, before)
      causes += sample.orderCauses(objects, names: images.map(\.name), before)
      causes += sample.labelCauses(labelChanges(batch, count: sample.count))
      let exchanged = LossSample(detector.exchangingAnchorSides, dump.heads, images: sample.count)
      if let after = exchanged.losses(objects) {
        causes.append(
          .init(cause: "width and height of the anchors are exchanged", loss: after.total)
        )
      }
    }
    let own = ownDetections(sample.count)
    return LossDiagnosis(
      images: sample.count,
      loss: total,
      ownLoss: own.flatMap { sample.losses($0)?.total },
      objects: (objects.joined().count, own?.joined().count ?? 0),
      causes: causes.filter { $0.loss < total / 2 }.sorted { $0.loss < $1.loss }
    )
  }

  /// The diagnosis of a loss that is suspicious; `nil` for all others.
  ///
  /// It looks at the first images only, and not at all where the loss is so small that nothing
  /// can be far wrong.
  package func suspicion(about report: LossReport) -> LossDiagnosis? {
    guard case .objects = truth, let dump else { return nil }
    let objects = report.images.reduce(0) { $0 + $1.objects.count }
    let sum = report.images.reduce(0) { $0 + $1.loss.total }
    let values = dump.heads.reduce(0) { $0 + $1.layout.valueCount }
    guard objects > 0, sum > 2 * Double(objects), values <= Self.mostDiagnosedValues else {
      return nil
    }
    // Whether it is worth while is asked first: that costs two losses, the rest some fifty.
    let count = min(8, images.count)
    let sample = LossSample(detector, dump.heads, images: count)
    let labels = images.prefix(count).map { $0.objects ?? [] }
    guard let own = ownDetections(count), let found = sample.losses(labels)?.total,
      LossDiagnosis.isSuspicious(
        loss: found,
        ownLoss: sample.losses(own)?.total,
        (labels.joined().count, own.joined().count)
      )
    else { return nil }
    let diagnosis = try? diagnosis(images: count)
    return diagnosis.flatMap { $0.isSuspicious && !$0.causes.isEmpty ? $0 : nil }
  }

  /// Beyond this a diagnosis that nobody asked for would cost more than the loss.
  private static let mostDiagnosedValues = 20_000_000

  /// What the network itself is sure of, as the objects of the first images.
  private func ownDetections(_ count: Int) -> [[LabeledBox]]? {
    guard let dump else { return nil }
    let input = detector.input
    var all: [[LabeledBox]] = []
    for image in 0..<count {
      var found: [Detection] = []
      for (head, scale) in zip(dump.heads, detector.scales) {
        found += (try? head.detections(image: image, scale: scale, scoreAbove: 0.5)) ?? []
      }
      all.append(
        NonMaximumSuppression()(found).prefix(100).compactMap { detection in
          let box = detection.box
          guard box.minX < Double(input.width), box.minY < Double(input.height), box.maxX > 0,
            box.maxY > 0
          else { return nil }
          return LabeledBox(box: box, classID: detection.classID)
        }
      )
    }
    return all.contains { !$0.isEmpty } ? all : nil
  }

  /// What people do to labels: the objects as they would be without it.
  private func labelChanges(
    _ batch: LabeledBatch,
    count: Int
  ) -> [(cause: String, objects: [[LabeledBox]])] {
    let objects = images.prefix(count).map { $0.objects ?? [] }
    let classes = detector.classes.count
    func changed(_ change: (LabeledBox) -> LabeledBox) -> [[LabeledBox]] {
      objects.map { $0.map(change) }
    }
    func shifted(_ shift: Int) -> [[LabeledBox]] {
      changed { LabeledBox(box: $0.box, classID: ($0.classID + shift + classes) % classes) }
    }
    var changes: [(cause: String, objects: [[LabeledBox]])] = [
      (
        "x and y of the labels are exchanged",
        // In the pictures, where they were written, not in the input.
        images.prefix(count).map { image in
          (image.objects ?? []).map {
            let box = image.transform.image($0.box)
            return LabeledBox(
              box: image.transform.input(
                CornerBox(minX: box.minY, minY: box.minX, maxX: box.maxY, maxY: box.maxX)
              ),
              classID: $0.classID
            )
          }
        }
      )
    ]
    if classes > 1 {
      changes += [
        (
          "classes of the labels are one higher than the network's, as if counted from 1",
          shifted(-1)
        ),
        ("classes of the labels are one lower than the network's", shifted(1)),
      ]
    }
    return changes + batch.refitted(detector, count: count)
  }
}

// MARK: - A few images

/// The first images of a batch, each for itself, and losses of what they may have been meant as.
private struct LossSample {
  let detector: Detector
  let threads: Int

  /// The heads of each image by scale.
  let heads: [[RawHead]]

  /// The heads of the batch, for what changes them as a whole.
  let whole: [RawHead]

  var count: Int { heads.count }

  /// Losses by image and scale.
  struct Losses {
    var values: [[Double]]

    /// The mean over the images.
    var total: Double { values.joined().reduce(0, +) / Double(values.count) }

    /// The sum of one scale.
    func sum(ofScale scale: Int) -> Double { values.reduce(0) { $0 + $1[scale] } }
  }

  init(_ detector: Detector, _ heads: [RawHead], images: Int) {
    self.detector = detector
    threads = Processors.count
    whole = heads
    self.heads = (0..<images).map { image in heads.map { $0.alone(image: image) } }
  }

  /// What one image costs with some objects, scale by scale; `nil` where it has no loss.
  private func losses(_ heads: [RawHead], _ objects: [LabeledBox]) -> [Double]? {
    guard let assignment = try? TargetAssigner(detector)(objects) else { return nil }
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
    var changes: [(cause: String, heads: [RawHead?])] = HeadMixup.usual.map { mixup in
      (mixup.cause, whole.map { $0.undoing(mixup) })
    }
    for order in HeadOrder.allCases {
      changes.append(
        ("the bytes are in the order \(order.rawValue)", whole.map { $0.reread(as: order) })
      )
    }
    for activation in [HeadActivation.sigmoid, .darknet] {
      changes.append(
        (
          "the values stand behind an activation, \(quoted(activation.rawValue))",
          zip(whole, detector.scales).map { try? $0.logits(behind: activation, scale: $1) }
        )
      )
    }
    return changes.compactMap { change in
      let untouched = change.heads.indices.filter { change.heads[$0] == nil }
      let canBeLeft = HeadMixup.usual.contains { $0.cause == change.cause }
      return cause(change.cause, before, isPartial: !canBeLeft && !untouched.isEmpty) {
        losses(
          objects,
          heads: (0..<count).map { image in
            change.heads.indices.map { scale in
              change.heads[scale]?.alone(image: image) ?? heads[image][scale]
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

extension Diagnostic {
  fileprivate static let noDiagnosis = Diagnostic(
    .content,
    code: "loss.no-diagnosis",
    found: "a loss that is no number for an image of its own",
    allowed: "a finite loss of every image",
    remedy: "look at the loss first"
  )
}
