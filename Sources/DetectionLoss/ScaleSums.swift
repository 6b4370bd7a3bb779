/// What one scale of one image comes to, before anything is divided.
struct ScaleSums {
  /// The sums over all anchors.
  var terms = LossTerms()

  /// What each box of each positive anchor costs, in the order of the targets; an anchor's own boxes
  /// follow each other.
  var positives: [LossTerms] = []

  /// How many anchors are what.
  var counts = AnchorCounts()

  /// The number of anchors whose predicted size was clamped.
  var clampedSizes = 0

  /// The squares of the derivatives that were handed out, added up by term; zero unless somebody
  /// counts them.
  var gradientSquares = LossTerms()

  /// Whether every value that took part was finite; if not, the sums mean nothing.
  var isFinite = true
}
