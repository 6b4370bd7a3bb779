import DetectionText

/// The heads of some images that follow each other in a batch.
struct HeadPart: Sendable {
  /// The heads as logits, in the order of the config's scales.
  let heads: [RawHead]

  /// The file that each head stands in; `nil` for a head in memory.
  let files: [String?]

  /// The places of its images in the batch.
  let images: Range<Int>

  /// The one array that the heads are parts of; `nil` where each is an array of its own.
  let split: HeadSplit?

  /// How the arrays are where their axes are no head's; `nil` where they are.
  let folded: FoldedHeads?
}

extension HeadPart {
  /// Heads of arrays whose values are as they are stored.
  init(
    _ arrays: ArrayList,
    _ match: HeadMatch,
    _ configuration: DetectorConfiguration,
    images: Range<Int>
  ) throws(Diagnostic) {
    var heads: [RawHead] = []
    // One array of all scales is opened once.
    let storages = try arrays.storages(of: match.split == nil ? match.arrays : [0])
    for (scale, array) in match.arrays.enumerated() {
      let name = arrays.candidates[array].name
      heads.append(
        try RawHead(
          name: name,
          layout: match.layouts[scale].dequantized(configuration, scale, of: name),
          storage: storages[match.split == nil ? scale : 0],
          from: match.start(ofScale: scale)
        )
      )
    }
    self.heads = heads
    files = match.arrays.map { arrays.files[$0] }
    self.images = images
    split = match.split
    folded = match.folded
  }

  /// The arrays that its heads are, or that they are parts of.
  var arrays: [(name: String, shape: [Int])] {
    if let split { return [(split.name, split.shape)] }
    return heads.enumerated().map { ($1.name, folded?.shapes[$0] ?? $1.layout.shape) }
  }

  /// Whether to compute its images one by one: where its values are more than a cache holds, one that
  /// was looked at is still there when it is computed with.
  var isWorthTakingByImage: Bool {
    let count = heads.reduce(0) { $0 + $1.layout.valueCount }
    return images.count > 1 && count >= 2 << 20 && heads.allSatisfy(\.layout.hasImagesApart)
  }

  /// One of its images.
  func image(_ place: Int) throws(Diagnostic) -> HeadPart {
    var heads: [RawHead] = []
    for head in self.heads { heads.append(try head.image(place)) }
    let image = images.lowerBound + place
    return HeadPart(
      heads: heads,
      files: files,
      images: image..<image + 1,
      split: split,
      folded: folded
    )
  }

  /// The logits of heads behind the activation that the configuration tells.
  func logits(_ detector: Detector) throws(Diagnostic) -> HeadPart {
    guard let activation = detector.configuration.activation, activation != .logits else {
      return self
    }
    var logits: [RawHead] = []
    for (head, scale) in zip(heads, detector.scales) {
      do throws(Diagnostic) {
        logits.append(try head.logits(behind: activation, scale: scale))
      } catch {
        throw activation == .decoded ? error.orOtherOrder(split) : error
      }
    }
    return HeadPart(heads: logits, files: files, images: images, split: split, folded: folded)
  }

  /// Refuses heads that hold NaN or infinity.
  ///
  /// - Parameters:
  ///   - classes: The detector's classes.
  ///   - names: The batch's images, where labels name them.
  ///   - threads: How many threads look for them.
  /// - Throws: An error about the first, which counts all of them.
  func checkFinite(
    _ classes: ClassList,
    names: [DetectionCase.Image]?,
    threads: Int = 1
  ) throws(Diagnostic) {
    let found = zip(heads, files).compactMap { head, file in
      head.nonFiniteValues(threads: threads).map { (file: file, values: $0) }
    }
    guard let first = found.first else { return }
    throw first.values.diagnostic(
      file: first.file,
      image: names?[images.lowerBound + first.values.first.image].name,
      classes: classes,
      besides: found.dropFirst().map(\.values)
    )
  }
}

extension Diagnostic {
  /// This fault of decoded boxes, which have their centres in other cells if their rows have another
  /// order than the one they were taken in.
  fileprivate func orOtherOrder(_ split: HeadSplit?) -> Diagnostic {
    guard let split else { return self }
    var fault = self
    fault.remedy += "; or say another order of the rows, if they have one"
    fault.setting = .layout(otherThan: split.order)
    return fault
  }
}
