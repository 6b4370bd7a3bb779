/// What one scale of one image costs, before anything is divided.
public struct LayerLoss: Hashable, Sendable {
  /// The sums over all anchors.
  public internal(set) var terms = LossTerms()

  /// What each box of each responsible anchor costs, in the order of the targets; an anchor's own
  /// boxes follow each other.
  public internal(set) var responsible: [LossTerms] = []

  /// How many anchors are what.
  public internal(set) var counts = AnchorCounts()

  /// The number of boxes that responsible anchors shall predict, an anchor's own each counted.
  public internal(set) var matches = 0

  /// The number of anchors whose predicted size left the range that is computed with.
  public internal(set) var heldSizes = 0

  /// The squares of the derivatives by the raw values, added up by term.
  public internal(set) var squaredSlopes = LossTerms()

  /// One minus the plain IoU of each match, added up.
  public internal(set) var uncovered = 0.0

  /// Whether every value that took part was finite; if not, the sums mean nothing.
  var isFinite = true
}

/// How many anchors are responsible for an object, ignored, or background.
public struct AnchorCounts: Hashable, Sendable {
  /// Anchors that are responsible for an object.
  public var positives = 0

  /// Anchors that are responsible for nothing, but whose prediction found an object.
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
