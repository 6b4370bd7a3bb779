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
    let unit = images == 1 ? "" : " an image"
    return "\(cause.cause) (explains \(rounded(loss - cause.loss)) of \(rounded(loss))\(unit))"
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
    let batch = try objects()
    let count = min(max(1, limit), images.count)
    let parts = try parts(ofFirst: count)
    let sample = LossSample(detector, parts, images: count, threads: max(1, threads))
    let objects = images.prefix(sample.count).map { $0.objects ?? [] }
    guard let before = sample.losses(objects) else { throw .noDiagnosis }
    let total = before.total
    var causes: [LossDiagnosis.Cause] = []
    // Without an object every head is as good as another.
    if objects.contains(where: { !$0.isEmpty }) {
      causes += sample.headCauses(objects, before)
      causes += sample.orderCauses(objects, names: images.map(\.name), before)
      causes += sample.labelCauses(labelChanges(batch, count: sample.count))
      let exchanged = LossSample(
        detector.exchangingAnchorSides,
        parts,
        images: sample.count,
        threads: sample.threads
      )
      if let after = exchanged.losses(objects) {
        causes.append(
          .init(cause: "width and height of the anchors are exchanged", loss: after.total)
        )
      }
    }
    let own = ownDetections(parts, sample.count)
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
    let objects = images.reduce(0) { $0 + ($1.objects?.count ?? 0) }
    // Of the images' own losses, which a mean divides by their number. A mean over the batch tells
    // nothing by its size.
    let isMean = detector.components.reduction == .perImage(.mean)
    let sum = report.total * (isMean ? Double(images.count) : 1)
    let isLarge = !detector.components.reduction.hasImageLoss || sum > 2 * Double(objects)
    guard objects > 0, isLarge, dump.valueCount <= Self.mostDiagnosedValues else { return nil }
    // Whether it is worth while is asked first: that costs two losses, the rest some fifty.
    let count = min(8, images.count)
    guard let parts = try? parts(ofFirst: count) else { return nil }
    let sample = LossSample(detector, parts, images: count, threads: max(1, threads))
    let labels = images.prefix(count).map { $0.objects ?? [] }
    guard let own = ownDetections(parts, count), let found = sample.losses(labels)?.total,
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

  /// The parts that hold the first images, all open at once.
  private func parts(ofFirst count: Int) throws(Diagnostic) -> [HeadPart] {
    guard let dump else { throw .noHeads }
    return try (0...dump.part(ofImage: max(0, count - 1))).map { part throws(Diagnostic) in
      let part = try dump.open(part)
      try checkFinite(part)
      return part
    }
  }

  /// What the network itself is sure of, as the objects of the first images.
  private func ownDetections(_ parts: [HeadPart], _ count: Int) -> [[LabeledBox]]? {
    let input = detector.input
    var all: [[LabeledBox]] = []
    let places = parts.flatMap { part in (0..<part.images.count).map { (part, $0) } }
    for (part, image) in places.prefix(count) {
      var found: [Detection] = []
      for (head, scale) in zip(part.heads, detector.scales) {
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

extension Diagnostic {
  fileprivate static let noDiagnosis = Diagnostic(
    .content,
    code: "loss.no-diagnosis",
    found: "a loss that is no number for an image of its own",
    allowed: "a finite loss of every image",
    remedy: "look at the loss first"
  )
}
