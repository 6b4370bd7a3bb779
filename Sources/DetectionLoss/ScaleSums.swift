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
  /// counts them. Without the factors of the reduction.
  var gradientSquares = LossTerms()

  /// Whether every value that took part was finite; if not, the sums mean nothing.
  var isFinite = true
}

extension Sequence<ScaleSums> {
  /// These sums of one scale, the squares of whose derivatives contain factors that are taken out.
  func withoutFactors(_ factors: LossTerms) -> [ScaleSums] {
    /// Without matches there are neither squares nor a factor.
    func whole(_ squares: Double, _ factor: Double) -> Double {
      factor == 0 ? 0 : squares / (factor * factor)
    }
    return map { sums in
      var sums = sums
      let squares = sums.gradientSquares
      sums.gradientSquares = LossTerms(
        box: whole(squares.box, factors.box),
        objectness: whole(squares.objectness, factors.objectness),
        classification: whole(squares.classification, factors.classification)
      )
      return sums
    }
  }
}
