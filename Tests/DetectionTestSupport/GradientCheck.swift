/// A coordinate in which a claimed gradient and the central difference disagree.
public struct GradientMismatch: CustomStringConvertible, Sendable {
  /// The coordinate.
  public let index: Int

  /// What the gradient claims.
  public let analytic: Double

  /// What the central difference measured.
  public let numeric: Double

  /// One line naming the coordinate and both numbers.
  public var description: String {
    "d/dx[\(index)]: analytic \(analytic), central difference \(numeric)"
  }
}

/// Compares `gradient` with central differences of `value`, coordinate by coordinate.
///
/// The step is scaled with the coordinate. Two steps are combined (Richardson), which leaves an
/// error of the fourth order, so that smooth functions agree to 1e-9 and better.
///
/// - Parameters:
///   - point: Where to compare; keep away from kinks by more than `step`.
///   - step: Half the width of the wider difference, for coordinates up to one.
///   - tolerance: The allowed error relative to the larger of one and the difference.
///   - value: The scalar function.
///   - gradient: Its claimed gradient, one entry per coordinate of `point`.
/// - Returns: The coordinates that disagree, in order; empty when the gradient is right.
/// - Complexity: Four evaluations of `value` per coordinate.
public func gradientMismatches(
  at point: [Double],
  step: Double = 1e-4,
  tolerance: Double = 1e-7,
  value: ([Double]) -> Double,
  gradient: ([Double]) -> [Double]
) -> [GradientMismatch] {
  let analytic = gradient(point)
  precondition(analytic.count == point.count, "a gradient has one entry per coordinate")
  return point.indices.compactMap { index in
    func difference(_ h: Double) -> Double {
      var above = point
      var below = point
      above[index] += h
      below[index] -= h
      return (value(above) - value(below)) / (above[index] - below[index])
    }
    let h = step * max(1, abs(point[index]))
    let numeric = (4 * difference(h / 2) - difference(h)) / 3
    if abs(numeric - analytic[index]) <= tolerance * max(1, abs(numeric)) { return nil }
    return GradientMismatch(index: index, analytic: analytic[index], numeric: numeric)
  }
}
