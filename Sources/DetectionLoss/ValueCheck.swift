/// Which values of a head a loss looks at for NaN and infinity.
public enum ValueCheck: Hashable, Sendable {
  /// Every value, also those that take no part in the loss.
  case everyValue

  /// Those that take part: the objectness of every anchor, the boxes that may overlap an object,
  /// and all values of responsible anchors.
  ///
  /// The rest is not even read, which is what makes the fast path fast.
  /// ``LossReport/heldSizes`` then counts the boxes of responsible anchors only.
  case valuesThatTakePart
}
