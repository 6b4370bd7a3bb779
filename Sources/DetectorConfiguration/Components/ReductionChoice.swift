/// How the terms of all anchors and images become one number.
public enum ReductionChoice: Hashable, Sendable {
  /// Added up over the anchors and scales of each image, then over the batch.
  case perImage(BatchReduction)

  /// A mean over the batch on each scale, then added up over the scales: of the box terms over the
  /// matches, of objectness over all anchors, of the class terms over matches times classes.
  ///
  /// With `timesBatchSize` the result is multiplied by the number of images.
  case perScale(timesBatchSize: Bool)
}

/// How the images of a batch are put together.
public enum BatchReduction: Hashable, Sendable {
  /// The mean over the images.
  case mean

  /// The sum over the images.
  case sum
}

// MARK: - Reading

extension BatchReduction {
  /// The words of a configuration file.
  package static let choices = Choices<BatchReduction>(["mean": .mean, "sum": .sum])
}

extension ReductionChoice {
  private static let imageKeys = ["over_image", "over_batch"]
  private static let scaleKeys = ["over_scale", "times_batch_size"]

  /// The only words so far of `over_image` and `over_scale`, which tell the two kinds apart.
  private static let overImage = Choices<BatchReduction>(["sum": .sum])
  private static let overScale = Choices<BatchReduction>(["mean": .mean])

  /// Reads the section `reduction`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: ReductionChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    try section.allowOnly(Self.imageKeys + Self.scaleKeys)
    let imageKey = section.keys.first(where: Self.imageKeys.contains)
    let scaleKey = section.keys.first(where: Self.scaleKeys.contains)
    if let imageKey, let scaleKey {
      throw section.error(
        .conflict(.mixedReduction(imageKey: imageKey, scaleKey: scaleKey)),
        at: section.keys.last { $0 == imageKey || $0 == scaleKey } ?? scaleKey
      )
    }
    if imageKey != nil {
      var batch = BatchReduction.mean
      if case .perImage(let given) = standard { batch = given }
      _ = try section.choice("over_image", of: Self.overImage, or: .sum)
      self = .perImage(try section.choice("over_batch", of: BatchReduction.choices, or: batch))
    } else if scaleKey != nil {
      var times = false
      if case .perScale(let given) = standard { times = given }
      _ = try section.choice("over_scale", of: Self.overScale, or: .mean)
      self = .perScale(timesBatchSize: try section.boolean("times_batch_size", or: times))
    }
  }
}
