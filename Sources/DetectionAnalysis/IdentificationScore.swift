import DetectionNumerics
import DetectionText

extension IdentificationSpace {
  /// The sums of all images.
  ///
  /// Work is split by image, and sums are added in the order of the images: nothing depends on the
  /// number of threads.
  func sums(of example: DetectionCase) throws(Diagnostic) -> PartSums {
    guard let dump = example.dump else { throw .noHeads }
    var total = PartSums(plan, scales: detector.scales.count)
    let threads = max(1, example.threads)
    for index in 0..<dump.partCount {
      let part = try dump.open(index)
      for first in stride(from: 0, to: part.images.count, by: threads) {
        let count = min(threads, part.images.count - first)
        let found = concurrentMap(count, threads: threads) { place in
          defer { example.imageIsDone?() }
          return sums(ofImage: first + place, in: part)
        }
        for sums in found { total += sums }
      }
    }
    return total
  }

  private func sums(ofImage place: Int, in part: HeadPart) -> PartSums {
    let image = part.images.lowerBound + place
    let found = assignments.values.map { key -> ImageAssignment? in
      let objects = fits[key.fit].images[image].objects ?? []
      let isSeen = key.predictor >= 0
      let base = isSeen ? predictors[key.predictor] : detector
      let assigner = TargetAssigner(base.with(rules.values[key.rule]))
      return try? assigner(
        objects,
        predictions: isSeen ? part.predictions(ofImage: place, base) : nil
      )
    }
    return PartSums(plan, part.heads, image: place, assignments: found)
  }
}

/// The losses of an identification's variants, from the sums that they share.
struct IdentificationScores: Sendable {
  let space: IdentificationSpace
  let sums: PartSums
  let images: Int
  let reported: ReportedLoss

  /// The lengths of the reported derivatives, scale by scale.
  let lengths: [LossTerms]?

  /// What a variant comes to.
  struct Score {
    /// The largest error of the reported numbers.
    var error: Double

    /// Whether the framework's printed number is what comes so near.
    var isPrinted = false

    /// The parts, by which variants are told apart.
    var loss: LossTerms
  }

  /// The score of a variant; `nil` where its objects cannot be assigned.
  func score(of variant: IdentificationSpace.Variant) -> Score? {
    guard sums.areValid[Int(variant.assignment)] else { return nil }
    let scales = space.detector.scales
    let reduction = space.reductions.values[Int(variant.reduction)]
    let scaleWeights = space.scaleWeights.values[Int(variant.scaleWeights)]
    var loss = LossTerms()
    var printed = 0.0
    var error = 0.0
    for scale in scales.indices {
      func place(_ key: Int32) -> Int { Int(key) * scales.count + scale }
      let matches = sums.matches[place(variant.assignment)]
      let factors = reduction.factors(
        matches: matches,
        anchors: scales[scale].anchorCount * images,
        ignored: sums.ignored[place(variant.background)],
        images: images,
        classes: space.detector.classes.count
      )
      let weights = LossTerms(
        box: variant.weights.box,
        objectness: variant.weights.objectness * scaleWeights[scale],
        classification: variant.weights.classification
      )
      let box = sums.boxes[place(variant.box)]
      let target = sums.targets[place(variant.target)]
      let background = sums.background[place(variant.background)]
      let classes = sums.classes[place(variant.classification)]
      loss += LossTerms(
        box: box.value * weights.box * factors.box,
        objectness: (target.value + background.value) * weights.objectness * factors.objectness,
        classification: classes.value * weights.classification * factors.classification
      )
      guard lengths != nil || variant.frameworkLoss?.needsGradient == true else { continue }
      let squares = LossTerms(
        box: box.squares * weights.box * weights.box,
        objectness: (target.squares + background.squares)
          * (weights.objectness * weights.objectness),
        classification: classes.squares * weights.classification * weights.classification
      )
      if let lengths {
        let roots = squares.roots
        error = max(
          error,
          relativeDifference(roots.box * factors.box, lengths[scale].box),
          relativeDifference(roots.objectness * factors.objectness, lengths[scale].objectness),
          relativeDifference(
            roots.classification * factors.classification,
            lengths[scale].classification
          )
        )
      }
      printed +=
        variant.frameworkLoss?.value(
          gradientSquares: squares,
          factors: LossTerms(box: 1, objectness: 1, classification: 1),
          uncovered: variant.uncovered < 0 ? 0 : sums.boxes[place(variant.uncovered)].value,
          matches: matches,
          weight: variant.printedWeight
        ) ?? 0
    }
    var score = Score(error: reported.error(of: loss), loss: loss)
    if let framework = variant.frameworkLoss {
      var other = reported.error(of: loss, printed: printed)
      if framework == .partsPerImage {
        var copies = 1.0
        if case .perScale(timesBatchSize: true, _) = reduction { copies = Double(images) }
        other = reported.error(
          of: LossTerms(
            box: loss.box / copies,
            objectness: loss.objectness / copies,
            classification: loss.classification / copies
          )
        )
      }
      if other < score.error { (score.error, score.isPrinted) = (other, true) }
    }
    score.error = max(score.error, error)
    return score
  }
}
