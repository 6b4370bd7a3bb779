/// How the terms of all anchors and images become one number.
public struct ReductionChoice: Hashable, Sendable {
  /// How the terms of one image are put together.
  public var overImage: ImageReduction

  /// How the images of a batch are put together.
  public var overBatch: BatchReduction

  /// Creates a choice; the defaults are the reference's.
  public init(overImage: ImageReduction = .sum, overBatch: BatchReduction = .mean) {
    self.overImage = overImage
    self.overBatch = overBatch
  }
}

/// How the terms of one image are put together.
public enum ImageReduction: Hashable, Sendable {
  /// Added up over all anchors and scales.
  case sum
}

/// How the images of a batch are put together.
public enum BatchReduction: Hashable, Sendable {
  /// The mean over the images.
  case mean

  /// The sum over the images.
  case sum
}

// MARK: - Reading

extension ImageReduction {
  /// The words of a configuration file.
  package static let choices = Choices<ImageReduction>(
    ["sum": .sum],
    later: ["mean"]
  )
}

extension BatchReduction {
  /// The words of a configuration file.
  package static let choices = Choices<BatchReduction>(["mean": .mean, "sum": .sum])
}

extension ReductionChoice {
  /// Reads the section `reduction`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: ReductionChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    try section.allowOnly(["over_image", "over_batch"])
    overImage = try section.choice(
      "over_image",
      of: ImageReduction.choices,
      or: standard.overImage
    )
    overBatch = try section.choice(
      "over_batch",
      of: BatchReduction.choices,
      or: standard.overBatch
    )
  }
}
