/// An anchor that the rule looked at for an object, and what it decided.
///
/// A rule is a list of candidates: the assignment is made of those that were given, the
/// explanation shows the others too.
public struct AnchorCandidate: Hashable, Sendable {
  /// The anchor.
  public let site: AnchorSite

  /// How alike the object and the anchor are, as the rule measures it.
  public let likeness: AnchorLikeness

  /// The overlap of the object with the anchor: where both stand, or of their sizes alone.
  public let iou: Double

  /// What the rule decided, before other objects had their say.
  public let verdict: CandidateVerdict

  /// The match that this candidate stands for, if the object was given the anchor.
  var match: AnchorMatch? {
    guard case .given(let reason) = verdict else { return nil }
    return AnchorMatch(site: site, iou: iou, reason: reason)
  }
}

/// How alike an object and an anchor are.
public enum AnchorLikeness: Hashable, Sendable {
  /// The overlap of the object with the anchor around the middle of its cell.
  case iou(Double)

  /// The overlap of their sizes, both around one centre.
  case iouOfSizes(Double)

  /// The largest of `w / aw`, `aw / w`, `h / ah`, `ah / h`; one where the sizes are equal.
  case sideRatio(Double)
}

/// What a rule decided about one anchor and one object.
public enum CandidateVerdict: Hashable, Sendable {
  /// The object was given the anchor.
  case given(MatchReason)

  /// It was not.
  case refused(RefusalReason)
}

/// Why a rule did not give an anchor to an object.
public enum RefusalReason: Hashable, Sendable {
  /// The overlap does not exceed the rule's threshold.
  case iouTooSmall(threshold: Double)

  /// The ratio of the sides is not below the rule's bound.
  case ratioTooLarge(bound: Double)

  /// Only the best anchor is given, and another one is better, or as good and earlier.
  case notBest(best: AnchorSite, iou: Double)

  /// The anchor is alike enough, but the object's centre does not lean to this cell.
  case notLeanedTo(NeighborCell)
}
