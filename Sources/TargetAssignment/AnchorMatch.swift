/// An object's claim to an anchor: the rule gave it to the object, whoever keeps it in the end.
public struct AnchorMatch: Hashable, Sendable {
  /// Why the object got the anchor.
  public enum Reason: Hashable, Sendable {
    /// The anchor is alike enough: its overlap, or its ratio of sides, passed the rule's bound.
    case passed

    /// The anchor is the best of all.
    case best

    /// The anchor is the best of all, and none passed the rule's bound.
    case fallback

    /// The anchor is not the best, but alike enough, and nobody had it at that moment.
    case whereFree
  }

  /// The index of the object in its image.
  public let object: Int

  /// The anchor.
  public let site: AnchorSite

  /// The overlap of the object with the anchor, as the rule compares them: where both stand, or of
  /// their sizes alone.
  public let iou: Double

  /// The place in the order of writing, where a rule writes some matches after all others.
  package let writeOrder: Int32

  /// Why the object got the anchor.
  public let reason: Reason

  /// Whether the anchor is the object's best.
  package var isBest: Bool { reason == .best || reason == .fallback }

  /// The same claim to another anchor.
  package func moved(to site: AnchorSite) -> AnchorMatch {
    AnchorMatch(object: object, site: site, iou: iou, writeOrder: writeOrder, reason: reason)
  }
}
