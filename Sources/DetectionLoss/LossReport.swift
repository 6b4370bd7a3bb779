import DetectorConfiguration

/// A loss, and where it comes from.
public struct LossReport: Hashable, Sendable {
  /// What training would see: all scales added up, reduced over the batch.
  public let loss: LossTerms

  /// What training would see as one number: the sum of the parts of ``loss``.
  public var total: Double { loss.total }

  /// Each scale's share of ``loss``, in the order of the configuration.
  public let scales: [ScaleLoss]

  /// Each image's own sum over all scales, in the order of the dump; not divided by the batch.
  ///
  /// Where the reduction is a mean over the whole batch there is no loss of one image: then these
  /// are the images' shares, which add up to ``loss``.
  public let images: [ImageLoss]

  /// The number of anchors whose predicted width or height left the range that is computed with,
  /// `2^-60 ... 2^60` pixels, and was clamped to it.
  public let clampedSizes: Int

  /// The first of these, at most two of each scale, in the order image, row, column, anchor; those of
  /// positive anchors, whose boxes take part in the loss, before all others.
  public let firstClampedSizes: [ClampedSize]

  /// The number that the framework prints, all scales added up, where that is not its loss.
  public var frameworkLoss: Double? {
    let printed = scales.compactMap(\.frameworkLoss)
    return printed.count == scales.count ? printed.reduce(0, +) : nil
  }

  /// The parts that the framework prints, where these are not those of ``loss``: ultralytics' log
  /// leaves out the factor of the batch.
  public let frameworkTerms: LossTerms?
}

/// One scale's share of a loss.
public struct ScaleLoss: Hashable, Sendable {
  /// The scale's name.
  public let name: String

  /// Its stride, in pixels.
  public let stride: Int

  /// Its share of the loss, reduced over the batch.
  public let loss: LossTerms

  /// How many anchors are what, over the whole batch.
  public let counts: AnchorCounts

  /// The number of boxes that positive anchors should predict: more than these anchors where a
  /// dialect gives one anchor several.
  public let matches: Int

  /// The number that the framework prints for this scale, where that is not its loss.
  public let frameworkLoss: Double?
}

/// One image's loss.
public struct ImageLoss: Hashable, Sendable {
  /// The sum over all scales.
  public let loss: LossTerms

  /// What each object of the image costs; empty where the targets do not name objects.
  public let objects: [ObjectLoss]

  /// What the objectness of background anchors costs: the part of ``loss`` that belongs to no
  /// object.
  public let background: Double
}

/// What one object costs, summed over the anchors that should predict it.
public struct ObjectLoss: Hashable, Sendable {
  /// The index of the object in its image.
  public let object: Int

  /// The number of its anchors after collisions; an object without any costs nothing and teaches
  /// nothing.
  public let anchors: Int

  /// The sum over its anchors.
  public let loss: LossTerms
}
