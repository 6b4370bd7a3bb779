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
