/// What some frameworks add where an overlap divides, in square units of the boxes.
///
/// It keeps them from dividing by zero, and lowers the overlap of small boxes: 1e-9 of the input's
/// area is a ten-thousandth of a pixel's, 1e-5 of a box of four by four pixels.
package struct OverlapEpsilon: Hashable, Sendable {
  /// Added to the area that both boxes cover, `U`.
  package var union = 0.0

  /// Added to the area of the box around both, `C`.
  package var enclosure = 0.0

  /// Added to the square of that box's diagonal, `c²`.
  package var diagonal = 0.0

  package init() {}
}

extension OverlapMeasure {
  /// The overlap of a predicted box with its target as a framework with an epsilon takes it, and
  /// its derivatives by the prediction's centre and size.
  package func withGradient(
    _ predicted: CenterBox<Double>,
    _ target: CenterBox<Double>,
    epsilon: OverlapEpsilon
  ) -> (value: Double, gradient: CenterGradient<Double>) {
    var pair = BoxPair(predicted, target)
    pair.covered += epsilon.union
    pair.enclosing += epsilon.enclosure
    pair.squaredDiagonal += epsilon.diagonal
    return withGradient(of: pair)
  }
}
