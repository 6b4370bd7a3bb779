/// An anchor that the rule gave to an object.
public struct AnchorMatch: Hashable, Sendable {
  /// The anchor.
  public let site: AnchorSite

  /// The overlap of the object with the anchor, as the rule compares them: where both stand, or of
  /// their sizes alone.
  public let iou: Double

  /// Why the object got the anchor.
  public let reason: MatchReason
}

/// Why an object got an anchor.
public enum MatchReason: Hashable, Sendable {
  /// The anchor is alike enough: its overlap, or its ratio of sides, passed the rule's bound.
  case threshold

  /// The anchor is the best of all.
  case best

  /// The anchor is not the best, but alike enough, and nobody had it at that moment.
  case whereFree

  /// The anchor is alike enough, and its cell is next to the object's own.
  case neighbor(NeighborCell)
}

/// A cell next to the one that an object's centre lies in.
///
/// The order is that in which ultralytics writes targets; a later write replaces an earlier one.
public enum NeighborCell: Int, Hashable, Sendable, CaseIterable {
  /// The cell to the left.
  case left = 1

  /// The cell above.
  case upper

  /// The cell to the right.
  case right

  /// The cell below.
  case lower
}

extension MatchReason {
  /// The place of a match in the order of writing: own cells first, then neighbours by side.
  var writeOrder: Int {
    if case .neighbor(let cell) = self { cell.rawValue } else { 0 }
  }
}
