import DetectionText

/// Which of the anchors that are not positive are negative, the background; the rest are ignored.
public struct BackgroundChoice: Hashable, Sendable {
  /// An anchor whose best IoU is below this is negative; in `0 ... 1`.
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
    iouThreshold: Double = LossComponents.reference.background.iouThreshold,
    against: BackgroundObjects = LossComponents.reference.background.against,
    atThreshold: ThresholdSide = LossComponents.reference.background.atThreshold,
    overlapOf: BackgroundOverlap = LossComponents.reference.background.overlapOf,
    classGate: Double? = LossComponents.reference.background.classGate
  ) {
    self.iouThreshold = iouThreshold
    self.against = against
    self.atThreshold = atThreshold
    self.overlapOf = overlapOf
    self.classGate = classGate
  }
}

/// The objects that an anchor is compared with before it counts as negative.
public enum BackgroundObjects: String, Hashable, Sendable, CaseIterable {
  /// Only the objects that some anchor of the same scale was handed to.
  case scale

  /// Every object of the image.
  case image

  /// Only the objects that kept an anchor of the same scale after collisions.
  case kept

  /// Every object of the image, on the scales that some object of it was handed an anchor of; on the
  /// others no object.
  case imageOnMatchedScales = "image_on_matched_scales"

  /// No object: every anchor that is not positive is negative.
  case none
}

/// What an IoU exactly at the threshold means.
public enum ThresholdSide: String, Hashable, Sendable, CaseIterable {
  /// The anchor is ignored.
  case ignored

  /// The anchor is negative.
  case background
}

/// Whose overlap with the objects decides whether an anchor is negative.
public enum BackgroundOverlap: String, Hashable, Sendable, CaseIterable {
  /// The decoded box.
  case prediction

  /// The anchor's own box at its cell's centre, which no training changes.
  case anchor
}

// MARK: - Reading

extension BackgroundChoice {
  /// Where anchors are compared with objects.
  private static let comparing = (
    key: "against",
    words: BackgroundObjects.allCases.filter { $0 != .none }.map(\.rawValue)
  )

  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "background.against",
      .words(BackgroundObjects.self),
      "the objects that an anchor is compared with before it counts as negative"
    ),
    ConfigurationKey(
      "background.iou_threshold",
      .number(.fraction),
      with: comparing,
      usual: ["0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"],
      "an anchor whose best IoU is below this is negative"
    ),
    ConfigurationKey(
      "background.at_threshold",
      .words(ThresholdSide.self),
      with: comparing,
      "what an IoU exactly at the threshold means"
    ),
    ConfigurationKey(
      "background.overlap_of",
      .words(BackgroundOverlap.self),
      with: comparing,
      "whose overlap with the objects it is"
    ),
    ConfigurationKey(
      "background.class_gate",
      .numberOrNull(.fraction),
      with: comparing,
      usual: ["0.05", "0.25", "0.5", "null"],
      "the class probability that one class of an anchor must exceed for it to be ignored"
    ),
  ]

  var numbers: [ChosenNumber?] {
    guard against != .none else { return [] }
    return [
      ChosenNumber("background.iou_threshold", iouThreshold),
      ChosenNumber("background.class_gate", classGate),
    ]
  }

  /// Reads the section `background`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let against: BackgroundObjects = try section.choice("against")
    guard against != .none else {
      self.init(against: .none)
      return
    }
    self.init(
      iouThreshold: try section.number("iou_threshold"),
      against: against,
      atThreshold: try section.choice("at_threshold"),
      overlapOf: try section.choice("overlap_of"),
      classGate: try section.numberOrNil("class_gate")
    )
  }
}

// MARK: - In words

extension BackgroundChoice {
  /// What it chooses, in a few words each.
  package var phrases: [String] {
    guard against != .none else { return ["none ignored"] }
    let objects =
      switch against {
      case .scale: "the scale's objects"
      case .image: "the image's objects"
      case .imageOnMatchedScales: "the image's objects, on scales that have one"
      case .kept, .none: "objects with an anchor there"
      }
    let side = atThreshold == .ignored ? "from" : "above"
    return [
      "ignored \(side) IoU \(readable(iouThreshold)) with \(objects)",
      overlapOf == .prediction ? "by predicted boxes" : "by anchors",
    ] + (classGate.map { ["only where a class exceeds \(readable($0))"] } ?? [])
  }
}
