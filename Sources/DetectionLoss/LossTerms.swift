/// A loss by its three parts.
public struct LossTerms: Hashable, Sendable {
  /// What the places and sizes of positive anchors cost.
  public var box: Double

  /// What the objectness of all anchors that are not ignored costs.
  public var objectness: Double

  /// What the classes of positive anchors cost.
  public var classification: Double

  /// Creates a loss from its parts.
  public init(box: Double = 0, objectness: Double = 0, classification: Double = 0) {
    self.box = box
    self.objectness = objectness
    self.classification = classification
  }

  /// The sum of the parts.
  public var total: Double { box + objectness + classification }
}

// MARK: - Arithmetic

extension LossTerms {
  /// The parts of both, added up.
  public static func + (a: LossTerms, b: LossTerms) -> LossTerms {
    LossTerms(
      box: a.box + b.box,
      objectness: a.objectness + b.objectness,
      classification: a.classification + b.classification
    )
  }

  /// Adds the parts of another loss.
  public static func += (a: inout LossTerms, b: LossTerms) {
    a = a + b
  }

  /// One number for all three terms.
  init(_ value: Double) {
    self.init(box: value, objectness: value, classification: value)
  }

  /// Each part multiplied by the same part of another.
  static func * (a: LossTerms, b: LossTerms) -> LossTerms {
    LossTerms(
      box: a.box * b.box,
      objectness: a.objectness * b.objectness,
      classification: a.classification * b.classification
    )
  }
}

/// How many anchors are positive, ignored, or background.
public struct AnchorCounts: Hashable, Sendable {
  /// Anchors that should predict an object.
  public var positives = 0

  /// Other anchors whose prediction found an object.
  public var ignored = 0

  /// All other anchors.
  public var background = 0

  /// Creates counts of no anchor.
  public init() {}

  /// Adds the counts of other anchors.
  public static func += (a: inout AnchorCounts, b: AnchorCounts) {
    a.positives += b.positives
    a.ignored += b.ignored
    a.background += b.background
  }
}
