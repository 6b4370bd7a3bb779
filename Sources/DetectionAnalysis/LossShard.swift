import DetectionText
import GroundTruthFiles

/// A part of a loss as a file has it: what `detloss loss --format shard` writes.
///
/// Counts, and sums without rounding, so that parts put together are the whole to the bit, in whatever
/// order and tree.
package struct LossShard: Sendable, Equatable {
  /// Of how many parts it is some, where images were shared out by their names; `nil` for a part that
  /// only knows its images.
  package var count: Int?

  /// Which of these, from 1, rising.
  package var indices: [Int]

  /// The hash of the configuration, and the version of the numbers.
  package var configuration: String
  package var version = LossSums.version

  package var name: String
  package var dialect: String

  /// The fit in JSON.
  package var fit: String

  /// The network input; `nil` where no dump was read.
  package var input: PixelSize?

  package var outline: LossOutline
  package var sums: LossSums

  /// The names of its images.
  package var images: [String]

  /// The dumps that no loss could be had of.
  package var failures: [ShardFailure]

  /// The file it was read from.
  package var file = ""

  /// A part of these images.
  package init(
    configuration: DetectorConfiguration,
    fit: String,
    detector: Detector?,
    shard: (index: Int, count: Int)?,
    sums: LossSums?,
    images: [String],
    failures: [ShardFailure]
  ) {
    count = shard?.count
    indices = shard.map { [$0.index] } ?? []
    self.configuration = configuration.fingerprint
    name = configuration.name
    dialect = configuration.dialect
    self.fit = fit
    input = detector?.input
    outline =
      detector.map { LossOutline($0) }
      ?? LossOutline(
        scales: configuration.scales.map {
          LossOutline.Scale(name: $0.name, stride: $0.stride, anchors: 0)
        },
        classes: configuration.classes.count,
        reduction: configuration.components.reduction,
        frameworkLoss: configuration.components.frameworkLoss,
        boxWeight: configuration.components.box.terms.first?.weight ?? 0
      )
    self.sums = sums ?? LossSums(scales: outline.scales.count)
    self.images = images.sorted()
    self.failures = failures.sorted { ($0.file, $0.error) < ($1.file, $1.error) }
  }

  /// A part whose members were read.
  init(
    count: Int?,
    indices: [Int],
    configuration: String,
    version: Int,
    name: String,
    dialect: String,
    fit: String,
    input: PixelSize?,
    outline: LossOutline,
    sums: LossSums,
    images: [String],
    failures: [ShardFailure],
    file: String
  ) {
    (self.count, self.indices) = (count, indices)
    (self.configuration, self.version) = (configuration, version)
    (self.name, self.dialect, self.fit) = (name, dialect, fit)
    (self.input, self.outline, self.sums) = (input, outline, sums)
    (self.images, self.failures, self.file) = (images, failures, file)
  }

  /// Whether it is the whole result of its work, by a configuration: nothing of it failed.
  package func isWhole(_ configuration: DetectorConfiguration, index: Int?, count: Int?) -> Bool {
    failures.isEmpty && self.configuration == configuration.fingerprint && self.count == count
      && indices == (index.map { [$0] } ?? []) && version == LossSums.version
  }

  /// The fit.
  package func readFit() throws(Diagnostic) -> ImageFit {
    guard
      let found = try? DetectorConfiguration.ofAnyClasses(dialect: nil, overrides: ["fit=\(fit)"])
    else {
      throw fault("\(quoted(fit)), which is no fit", remedy: "make the part anew")
    }
    return found.fit
  }

  /// The report of its images.
  package func report() throws(Diagnostic) -> LossReport {
    guard sums.images > 0 else {
      throw fault("no image in any part", remedy: "look at what the parts were made of")
    }
    return try sums.report(outline, images: [])
  }
}

// MARK: - Merging

/// How parts are put together.
package struct MergeRules: Sendable {
  /// The names that must be there, and the file that has them.
  package var expected: (names: [String], file: String)?

  /// Whether some may be missing.
  package var isPartial: Bool

  /// Whether the result is a part again, to which others may come.
  package var isPart: Bool

  package init(
    expected: (names: [String], file: String)? = nil,
    isPartial: Bool = false,
    isPart: Bool = false
  ) {
    (self.expected, self.isPartial, self.isPart) = (expected, isPartial, isPart)
  }

  /// Refuses names of which one that is expected is missing.
  func checkExpected(_ names: [String]) throws(Diagnostic) {
    guard let expected else { return }
    let there = Set(names.flatMap { imageNames(of: $0) })
    let missing = expected.names.filter { name in
      !imageNames(of: name).contains { there.contains($0) }
    }
    guard let first = missing.first else { return }
    let shown = missing.prefix(10).map { quoted($0) }.joined(separator: ", ")
    throw Diagnostic(
      .content,
      code: "shard.missing",
      at: Place(file: expected.file),
      found: missing.count == 1
        ? "image \(quoted(first)) in no part"
        : "\(counted(missing.count, "image")) in no part: \(shown)\(missing.count > 10 ? ", …" : "")",
      allowed: "images that the parts have",
      remedy: "make the missing parts, or let a part be enough",
      setting: .init("partial")
    )
  }
}

extension LossShard {
  /// The part that parts make, in any order.
  ///
  /// - Parameters:
  ///   - shards: At least one.
  ///   - rules: What may be missing.
  /// - Returns: One of all their images.
  /// - Throws: An error for parts of different configurations, versions or splits; for an image or a
  ///   part that is there twice; and for what is missing.
  package static func merged(
    _ shards: [LossShard],
    rules: MergeRules
  ) throws(Diagnostic) -> LossShard {
    var whole = shards[0]
    var set = ShardSet(allowed: Self.allowed)
    for (place, shard) in shards.enumerated() {
      try shard.checkBelongs(to: whole)
      try set.add(parts: shard.indices, of: shard.file)
      for name in shard.images { try set.add(image: name, of: shard.file) }
      guard place > 0 else { continue }
      if whole.input == nil, shard.input != nil {
        (whole.input, whole.outline) = (shard.input, shard.outline)
      }
      whole.sums += shard.sums
      whole.indices += shard.indices
      whole.images += shard.images
      whole.failures += shard.failures
    }
    whole.indices.sort()
    whole.images.sort()
    whole.failures.sort { ($0.file, $0.error) < ($1.file, $1.error) }
    if !rules.isPartial { try whole.checkWhole(rules, set) }
    return whole
  }

  private func checkBelongs(to other: LossShard) throws(Diagnostic) {
    let place = printable(other.file)
    if version != other.version {
      throw fault(
        "numbers of version \(version), where those of \(place) are of version \(other.version)",
        remedy: "make the parts anew, all by one version of the tool"
      )
    }
    if configuration != other.configuration || !outline.fits(other.outline) || fit != other.fit {
      throw fault(
        "another configuration than \(place) is of",
        remedy: "make the parts anew, all by one configuration and one command line"
      )
    }
    if let input, let first = other.input, input != first {
      throw fault(
        "an input of \(input), where that of \(place) is \(first)",
        remedy: "dump the same images at the same input size"
      )
    }
    try ShardSet(allowed: Self.allowed).check(
      count: count ?? 0,
      other.count ?? 0,
      of: file,
      other.file
    )
  }

  private func checkWhole(_ rules: MergeRules, _ set: ShardSet) throws(Diagnostic) {
    try rules.checkExpected(images)
    guard !rules.isPart else { return }
    try set.checkParts(count ?? 0, of: file)
    try set.check(failures, of: file)
  }

  private func fault(_ found: String, remedy: String) -> Diagnostic {
    ShardSet(allowed: Self.allowed).fault(of: file, found, remedy: remedy)
  }

  private static let allowed = "all parts of one result, each once"
}

extension LossOutline {
  /// Whether sums of both belong together; where no dump was read, anchors are not known.
  func fits(_ other: LossOutline) -> Bool {
    classes == other.classes && reduction == other.reduction && boxWeight == other.boxWeight
      && frameworkLoss == other.frameworkLoss && scales.count == other.scales.count
      && zip(scales, other.scales).allSatisfy { one, two in
        one.name == two.name && one.stride == two.stride
          && (one.anchors == two.anchors || one.anchors == 0 || two.anchors == 0)
      }
  }
}

extension ReductionChoice {
  /// Every reduction by the word that shards have for it.
  package static let shardWords: [(word: String, reduction: ReductionChoice)] =
    BatchReduction.allCases.map { ("image_\($0.rawValue)", .perImage($0)) }
    + ObjectnessMean.allCases.flatMap { mean in
      [
        ("scale_\(mean.rawValue)", .perScale(timesBatchSize: false, objectnessOver: mean)),
        (
          "scale_\(mean.rawValue)_times_images",
          .perScale(timesBatchSize: true, objectnessOver: mean)
        ),
      ]
    }

  /// The word that shards have for it.
  package var shardWord: String { Self.shardWords.first { $0.reduction == self }?.word ?? "" }
}
