/// How the terms of all anchors and images become one number.
public enum ReductionChoice: Hashable, Sendable {
  /// Added up over the anchors and scales of each image, then over the batch.
  case perImage(BatchReduction)

  /// A mean over the batch on each scale, then added up over the scales: of the box terms over the
  /// matches, of objectness over the anchors that `objectnessOver` says, of the class terms over
  /// matches times classes.
  ///
  /// With `timesBatchSize` the result is multiplied by the number of images.
  case perScale(timesBatchSize: Bool, objectnessOver: ObjectnessMean = .all)
}

/// The anchors whose number a mean of the objectness divides by.
public enum ObjectnessMean: String, Hashable, Sendable, CaseIterable {
  /// Every anchor.
  case all

  /// The positive and the background anchors: the more are ignored, the more weighs each other one.
  case counted
}

/// How the images of a batch are put together.
public enum BatchReduction: String, Hashable, Sendable, CaseIterable {
  /// The mean over the images.
  case mean

  /// The sum over the images.
  case sum
}

// MARK: - Reading

extension ReductionChoice {
  /// What the two kinds exclude in each other.
  static let exclusion = ConfigurationKey.Exclusion(
    allowed: """
      either "over_image" and "over_batch" for sums over images, or "over_scale" and \
      "times_batch_size" for means over scales
      """,
    remedy: "remove one of the two"
  )

  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "reduction.over_image",
      .words(["sum"]),
      group: 0,
      preset: "\"sum\"",
      "what becomes of the anchors and scales of an image"
    ),
    ConfigurationKey(
      "reduction.over_batch",
      .words(BatchReduction.self),
      group: 0,
      preset: "\"mean\"",
      "what becomes of the images of a batch"
    ),
    ConfigurationKey(
      "reduction.over_scale",
      .words(["mean"]),
      group: 1,
      preset: "\"mean\"",
      "what becomes of the anchors of a scale in the whole batch"
    ),
    ConfigurationKey(
      "reduction.times_batch_size",
      .boolean,
      group: 1,
      preset: "false",
      "whether the result is multiplied by the number of images"
    ),
    ConfigurationKey(
      "reduction.objectness_over",
      .words(ObjectnessMean.self),
      group: 1,
      preset: "\"all\"",
      "the anchors whose number the mean of the objectness divides by"
    ),
  ]

  /// Reads the section `reduction`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    // The only words so far; they tell the two kinds apart.
    if section.group == 1 {
      _ = try section.word("over_scale")
      self = .perScale(
        timesBatchSize: try section.boolean("times_batch_size"),
        objectnessOver: try section.choice("objectness_over")
      )
    } else {
      _ = try section.word("over_image")
      self = .perImage(try section.choice("over_batch"))
    }
  }
}

// MARK: - In words

extension ReductionChoice {
  /// How terms are put together, in a sentence without its subject.
  package var phrase: String {
    switch self {
    case .perImage(.mean): "adds up the anchors of an image and takes the mean of the images"
    case .perImage(.sum): "adds up all anchors of all images"
    case .perScale(let timesBatchSize, _):
      "takes means over each scale" + (timesBatchSize ? ", times the images of the batch" : "")
    }
  }

  /// What a term is divided by, in a few words, where a mean over a scale is one over `all`; objectness
  /// if nothing is given.
  package func divisorPhrases(over all: String?) -> [String] {
    switch self {
    case .perImage(.mean): return ["images"]
    case .perImage(.sum): return ["nothing"]
    case .perScale(let timesBatchSize, let anchors):
      let all = all ?? (anchors == .all ? "anchors" : "positive and negative anchors")
      return ["\(all) of each scale\(timesBatchSize ? ", times images" : "")"]
    }
  }
}
