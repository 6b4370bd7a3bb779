/// Which of the anchors that answer for no object count as background; the rest are ignored.
public struct BackgroundChoice: Hashable, Sendable {
  /// A prediction whose best IoU is below this is background; in `0 ... 1`.
  public var iouThreshold: Double

  /// The objects a prediction is compared with.
  public var against: BackgroundObjects

  /// Creates a choice; the defaults are the reference's.
  public init(iouThreshold: Double = 0.5, against: BackgroundObjects = .scale) {
    self.iouThreshold = iouThreshold
    self.against = against
  }
}

/// The objects that a prediction is compared with before it counts as background.
public enum BackgroundObjects: Hashable, Sendable {
  /// Only the objects that some anchor of the prediction's own scale answers for.
  case scale

  /// Every object of the image.
  case image
}

// MARK: - Reading

extension BackgroundObjects {
  /// The words of a configuration file.
  package static let choices = Choices<BackgroundObjects>(
    ["scale": .scale, "image": .image],
    later: ["none"]
  )
}

extension BackgroundChoice {
  /// Reads the section `background`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: BackgroundChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    try section.allowOnly(["iou_threshold", "against"])
    iouThreshold = try section.number("iou_threshold", .fraction, or: standard.iouThreshold)
    against = try section.choice(
      "against",
      of: BackgroundObjects.choices,
      or: standard.against
    )
  }
}
