import DetectionNumerics
import DetectionText
import TensorFiles

extension DetectionCase {
  /// The loss, and where it comes from: by parts, scales, images and objects.
  ///
  /// ```
  /// loss = Σ over scales ( Σ over images (layer) · factor )
  /// ```
  ///
  /// Heads of double precision are computed with in it, all others on the fast path. Many dumps are
  /// one batch: their loss has the bits of one dump of all their images.
  ///
  /// - Throws: An error for a case without heads or without ground truth, for values that are NaN
  ///   or infinite, and for an object that cannot be assigned.
  /// - Complexity: One pass over the values to look for NaN, one value of every anchor, and all
  ///   values of the positive ones.
  public func loss() throws(Diagnostic) -> LossReport {
    var images: [ImageLoss] = []
    let total = try total { images.append($1) }
    return try total.report(images: images)
  }

  /// The loss, with what each image comes to handed out as it is computed.
  ///
  /// Of many dumps one is open at a time, or one a thread, and nothing of an image is kept.
  ///
  /// - Parameter visit: Takes the index of each image, in their order, and its loss.
  /// - Returns: The loss, whose list of images is empty.
  /// - Throws: As ``loss()``, and then what was handed out so far belongs to no loss; or what `visit`
  ///   throws.
  public func loss(
    visitingImages visit: (_ image: Int, _ loss: ImageLoss) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossReport {
    try total(visit).report(images: [])
  }

  /// What all images come to before anything is divided, without rounding.
  ///
  /// - Throws: As ``loss()``.
  package func lossSums() throws(Diagnostic) -> LossSums {
    try total { _, _ in }.sums
  }

  /// The derivatives of the loss by every raw value, named, shaped and ordered as the heads; of many
  /// dumps, the heads of one follow those of the other.
  ///
  /// What a framework holds constant is held constant, such as an overlap that is the objectness
  /// target.
  ///
  /// - Throws: As ``loss()``.
  /// - Complexity: That of the loss, and O(values) in time and memory; ``gradient(visiting:)``
  ///   needs the memory of one piece.
  public func gradient() throws(Diagnostic) -> [HeadGradient] {
    var walk = try GradientWalk(self)
    var gradients: [HeadGradient] = []
    for index in 0..<walk.dump.partCount {
      let part = try walk.dump.open(index)
      var values: [[Float]] = part.arrays.map { _ in [] }
      try walk.add(part) { array, piece throws(Diagnostic) in values[array] += piece }
      gradients += zip(part.arrays, values).map {
        HeadGradient(name: $0.name, shape: $0.shape, values: $1)
      }
    }
    return gradients
  }

  /// The loss, with the derivatives of each part by its heads, in C order of their own axes.
  func gradient(
    visitingParts visit: (HeadPart, _ gradients: [[Float]]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossReport {
    var walk = try GradientWalk(self)
    for index in 0..<walk.dump.partCount {
      let part = try walk.dump.open(index)
      try visit(part, walk.gradients(of: part))
    }
    return try walk.report()
  }

  /// The loss, with its derivatives handed out piece by piece.
  ///
  /// - Parameter visit: Gets the index of a head, in the order of the scales, and its next
  ///   derivatives. The pieces of a head follow each other in C order of its own axes; the heads
  ///   follow each other in their order. Of many dumps, the heads are counted on from one to the next;
  ///   one array of all scales counts as one head.
  /// - Returns: The loss.
  /// - Throws: As ``loss()``, and then the pieces handed out so far mean nothing; or what `visit`
  ///   throws.
  public func gradient(
    visiting visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossReport {
    var walk = try GradientWalk(self)
    for index in 0..<walk.dump.partCount {
      let part = try walk.dump.open(index)
      try walk.add(part) { array, values throws(Diagnostic) in
        try visit(index * part.arrays.count + array, values)
      }
    }
    return try walk.report()
  }

  /// The loss, with its derivatives written to a file of the kind that its ending says, under the
  /// names of the heads, in their shapes and orders; of many dumps, to a file for each in a new
  /// folder, called as the dump.
  ///
  /// The file or folder is whole or absent: it appears when everything is written.
  ///
  /// - Returns: The loss.
  /// - Throws: As ``loss()``, and for a file or folder that cannot be written.
  @discardableResult
  public func writeGradient(to path: String) throws(Diagnostic) -> LossReport {
    var walk = try GradientWalk(self)
    let output = try DumpOutput(path: path, of: walk.dump, setting: "gradients")
    for index in 0..<walk.dump.partCount {
      let part = try walk.dump.open(index)
      var writer = try output.writer(ofPart: index)
      var begun = 0
      try walk.add(part) { array, values throws(Diagnostic) in
        if array == begun {
          let (name, shape) = part.arrays[array]
          try writer.begin(name, shape: shape, of: Float.self)
          begun += 1
        }
        try writer.append(values)
      }
      try writer.finish()
    }
    let report = try walk.report()
    try output.finish()
    return report
  }
}

// MARK: - Walking the parts

extension DetectionCase {
  /// The loss of other choices with assignments of their own, computed by one thread.
  func loss(
    of detector: Detector,
    assignments: [ImageAssignment]
  ) throws(Diagnostic) -> LossReport {
    var example = self
    example.threads = 1
    let targets = try assignments.map { assignment throws(Diagnostic) in
      try assignment.targets(for: detector)
    }
    var images: [ImageLoss] = []
    let total = try example.total(of: detector, targets: targets) { images.append($1) }
    return try total.report(images: images)
  }

  private func total(
    _ visit: (_ image: Int, _ loss: ImageLoss) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossTotal {
    try total(of: detector, targets: nil, visit)
  }

  /// The sums of all images, each handed out when it is known.
  ///
  /// - Parameters:
  ///   - detector: The detector.
  ///   - targets: What every image's anchors should predict; told by the ground truth if not given.
  ///   - visit: Takes what each image comes to.
  /// - Returns: The sums.
  /// - Throws: As ``loss()``; what `visit` throws.
  private func total(
    of detector: Detector,
    targets: [ImageTargets]?,
    _ visit: (_ image: Int, _ loss: ImageLoss) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> LossTotal {
    guard let dump else { throw .noHeads }
    let threads = max(1, threads)
    func tell(_ image: Int, _ loss: ImageLoss) throws(Diagnostic) {
      imageIsDone?()
      try visit(image, loss)
    }
    let known: [ImageTargets]? = if let targets { targets } else { try wholeTargets(dump) }
    let batch = try batch(dump, known, detector)
    let loss = DetectorLoss(detector, threads: threads)
    let single = threads > 1 ? DetectorLoss(detector) : loss
    var total = LossTotal(loss, of: batch)
    guard !dump.isImageByImage else {
      let count = dump.partCount
      try add(count, ahead: Self.partsAhead, to: &total, tell) { index throws(Diagnostic) in
        let part = try dump.open(index)
        return try reportingAll(part) { () throws(Diagnostic) in
          try self.part(part, single, known, batch, isComputed: true)
        }
      }
      return total
    }
    try dump.forEachPart { _, part throws(Diagnostic) in
      try reportingAll(part) { () throws(Diagnostic) in
        guard part.isWorthTakingByImage else {
          try total.add(self.part(part, loss, known, batch), visit: tell)
          return
        }
        do throws(Diagnostic) {
          let count = part.images.count
          try add(count, ahead: Self.imagesAhead, to: &total, tell) { place throws(Diagnostic) in
            let image = try part.image(place)
            return try self.part(image, single, known, batch, isComputed: true)
          }
        } catch {
          // The whole part tells the same fault, at its place among all images.
          _ = try self.part(part, loss, known, batch)
          throw error
        }
      }
    }
    return total
  }

  /// Adds images that several threads compute, each its own, some ahead of the sum: one image is too
  /// little for all of them.
  private func add(
    _ count: Int,
    ahead: Int,
    to total: inout LossTotal,
    _ visit: (_ image: Int, _ loss: ImageLoss) throws(Diagnostic) -> Void,
    compute: @Sendable (_ index: Int) throws(Diagnostic) -> LossPart
  ) throws(Diagnostic) {
    let threads = max(1, threads)
    let window = min(threads, count) * ahead
    for first in stride(from: 0, to: count, by: window) {
      let parts = concurrentMap(min(window, count - first), threads: threads) { index in
        Result { () throws(Diagnostic) in try compute(first + index) }
      }
      for part in parts { try total.add(part.get(), visit: visit) }
    }
  }

  /// How many dumps of one image a thread may be ahead of the sum.
  private static let partsAhead = 16

  /// The same of images of one dump, whose sums alone are kept.
  private static let imagesAhead = 64

  /// A part with the targets of its images.
  fileprivate func part(
    _ part: HeadPart,
    _ loss: DetectorLoss,
    _ known: [ImageTargets]?,
    _ batch: LossBatch,
    isComputed: Bool = false
  ) throws(Diagnostic) -> LossPart {
    var targets: [ImageTargets] = []
    if let known {
      targets = Array(known[part.images])
    } else {
      let (assigner, objects) = (TargetAssigner(loss.detector), try objects())
      for (place, image) in part.images.enumerated() {
        let assignment = try objects.assignment(
          ofImage: image,
          by: assigner,
          predictions: assigner.rule.needsPredictions
            ? part.predictions(ofImage: place, loss.detector) : nil
        )
        targets.append(try assignment.targets(for: loss.detector))
      }
    }
    return try LossPart(
      loss,
      heads: part.heads,
      targets: targets,
      of: batch,
      from: part.images.lowerBound,
      isComputed: isComputed
    )
  }

  /// What every image's anchors should predict, where all of it is kept: of one dump, and of label
  /// tensors.
  func wholeTargets(_ dump: HeadDump) throws(Diagnostic) -> [ImageTargets]? {
    if case .targets(let dense) = truth { return dense.images }
    guard dump.partCount == 1 else { return nil }
    let assignment = try checkedAssignments()
    // Of a few images they are computed before another thread is awake.
    return try concurrentMap(images.count, threads: images.count < 32 ? 1 : threads) { image in
      Result { () throws(Diagnostic) in try assignment(image)?.targets(for: detector) }
    }.map { targets throws(Diagnostic) in
      guard let targets = try targets.get() else { throw .noTruth }
      return targets
    }
  }

  /// What the factors count, over all images.
  func batch(
    _ dump: HeadDump,
    _ known: [ImageTargets]?,
    _ detector: Detector
  ) throws(Diagnostic) -> LossBatch {
    var batch = if let known { LossBatch(known) } else { try batch(dump) }
    guard detector.components.reduction.countsIgnored else { return batch }
    // A pass for the numbers that the heads tell.
    let (loss, before) = (DetectorLoss(detector, threads: max(1, threads)), batch)
    try dump.forEachPart { _, part throws(Diagnostic) in
      try reportingAll(part) { () throws(Diagnostic) in
        try self.part(part, loss, known, before).countIgnored(in: &batch)
      }
    }
    return batch
  }

  /// What the labels tell of that: every fault of theirs is found before anything is computed.
  fileprivate func batch(_ dump: HeadDump) throws(Diagnostic) -> LossBatch {
    var batch = LossBatch()
    let (labels, seen) = (try objects(), try predictions(for: assigner))
    guard !detector.components.reduction.hasImageLoss else {
      try labels.forEachAssignment(by: assigner, predictions: seen)
      batch.add(images: labels.images.count)
      return batch
    }
    try labels.forEachAssignment(by: assigner, predictions: seen) {
      assignment throws(Diagnostic) in
      try batch.add(assignment.targets(for: detector))
    }
    return batch
  }

  /// What `body` gives; where it fails, a value of the part that is no number is told first, and
  /// how many there are.
  private func reportingAll<Value>(
    _ part: HeadPart,
    _ body: () throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    do throws(Diagnostic) {
      return try body()
    } catch {
      // The loss stops at the first head with a bad value; a person wants to know of all.
      try checkFinite(part)
      throw error
    }
  }
}

/// A loss whose gradient is wanted, part by part.
private struct GradientWalk {
  let dump: HeadDump
  private let example: DetectionCase
  private let loss: DetectorLoss
  private let known: [ImageTargets]?
  private let batch: LossBatch
  private var total: LossTotal
  private var images: [ImageLoss] = []

  init(_ example: DetectionCase) throws(Diagnostic) {
    guard let dump = example.dump else { throw .noHeads }
    self.dump = dump
    self.example = example
    loss = DetectorLoss(example.detector, threads: max(1, example.threads))
    known = try example.wholeTargets(dump)
    batch = try example.batch(dump, known, example.detector)
    total = LossTotal(loss, of: batch)
  }

  /// Adds the next part, whose gradient is handed out array by array.
  mutating func add(
    _ part: HeadPart,
    visit: (_ array: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    guard let split = part.split else { return try addHeads(part, visit: visit) }
    // The scales of an image stand together.
    let count = part.heads.reduce(0) { $0 + $1.layout.anchorsPerImage * $1.layout.channels }
    try checkMemory(count * 8, for: "the gradient")
    for place in 0..<part.images.count {
      var values: [[Float]] = part.heads.map { _ in [] }
      try addHeads(part.image(place)) { head, piece throws(Diagnostic) in values[head] += piece }
      for scale in split.scales { try visit(0, values[scale]) }
    }
  }

  private mutating func addHeads(
    _ part: HeadPart,
    visit: (_ head: Int, _ values: [Float]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    do throws(Diagnostic) {
      images += try total.add(
        example.part(part, loss, known, batch),
        visitingGradient: visit
      )
    } catch {
      try example.checkFinite(part)
      throw error
    }
  }

  /// Adds the next part, with its gradient by head.
  mutating func gradients(of part: HeadPart) throws(Diagnostic) -> [[Float]] {
    var values: [[Float]] = part.heads.map { _ in [] }
    try addHeads(part) { head, piece throws(Diagnostic) in values[head] += piece }
    return values
  }

  func report() throws(Diagnostic) -> LossReport { try total.report(images: images) }
}
