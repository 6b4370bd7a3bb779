/// Which of the anchors that answer for no object count as background; the rest are ignored.
public struct BackgroundChoice: Hashable, Sendable {
  /// An anchor whose best IoU is below this is background; in `0 ... 1`.
  public var iouThreshold: Double

  /// The objects an anchor is compared with.
  public var against: BackgroundObjects

  /// What an IoU exactly at the threshold means.
  public var atThreshold: ThresholdSide

  /// Whose overlap with the objects it is.
  public var overlapOf: BackgroundOverlap

  /// The class probability that one class of an anchor must exceed for it to be ignored, in
  /// `0 ... 1`; or `nil` if classes do not matter.
  public var classGate: Double?

  /// Creates a choice; the defaults are the reference's.
  public init(
    iouThreshold: Double = 0.5,
    against: BackgroundObjects = .scale,
    atThreshold: ThresholdSide = .ignored,
    overlapOf: BackgroundOverlap = .prediction,
    classGate: Double? = nil
  ) {
    self.iouThreshold = iouThreshold
    self.against = against
    self.atThreshold = atThreshold
    self.overlapOf = overlapOf
    self.classGate = classGate
  }
}

/// The objects that an anchor is compared with before it counts as background.
public enum BackgroundObjects: Hashable, Sendable {
  /// Only the objects that some anchor of the same scale was handed to.
  case scale

  /// Every object of the image.
  case image

  /// Only the objects that kept an anchor of the same scale after collisions.
  case kept

  /// No object: every anchor that is not responsible is background.
  case none
}

/// What an IoU exactly at the threshold means.
public enum ThresholdSide: Hashable, Sendable {
  /// The anchor is ignored.
  case ignored

  /// The anchor is background.
  case background
}

/// Whose overlap with the objects decides about background.
public enum BackgroundOverlap: Hashable, Sendable {
  /// The decoded box.
  case prediction

  /// The anchor's own box at its cell's centre, which no training changes.
  case anchor
}

// MARK: - Reading

extension BackgroundObjects {
  /// The words of a configuration file.
  package static let choices = Choices<BackgroundObjects>(
    (["scale": .scale, "image": .image, "kept": .kept] as KeyValuePairs).map {
      Choices.Entry(
        $0,
        $1,
        keys: ["iou_threshold", "at_threshold", "overlap_of", "class_gate"]
      )
    } + [Choices.Entry("none", .none)]
  )
}

extension ThresholdSide {
  /// The words of a configuration file.
  package static let choices = Choices<ThresholdSide>(
    ["ignored": .ignored, "background": .background]
  )
}

extension BackgroundOverlap {
  /// The words of a configuration file.
  package static let choices = Choices<BackgroundOverlap>(
    ["prediction": .prediction, "anchor": .anchor]
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
    let objects = BackgroundObjects.choices
    against = try section.choice("against", of: objects, or: standard.against)
    try section.allowOnly(["against"], with: [objects.keys(of: against, at: "against")])
    guard against != .none else {
      self = BackgroundChoice(against: .none)
      return
    }
    iouThreshold = try section.number("iou_threshold", .fraction, or: standard.iouThreshold)
    atThreshold = try section.choice(
      "at_threshold",
      of: ThresholdSide.choices,
      or: standard.atThreshold
    )
    overlapOf = try section.choice(
      "overlap_of",
      of: BackgroundOverlap.choices,
      or: standard.overlapOf
    )
    classGate = try section.numberOrNull("class_gate", .fraction, or: standard.classGate)
  }
}
