/// An overlap measure with its terms raised to a power.
///
/// ```
/// alpha-IoU  = IoU^α                       alpha-DIoU = IoU^α - (ρ² / c²)^α
/// alpha-GIoU = IoU^α - ((C - U) / C)^α     alpha-CIoU = IoU^α - (ρ² / c²)^α - (β v)^α
/// ```
///
/// with the terms of the measures it is built on (`β` is the `α` of the complete IoU). A power
/// above one makes good boxes count more than bad ones.
///
/// - Edge cases: those of the measure it is built on. Where `IoU` is zero its power is flat: boxes
///   apart are moved by the penalty alone.
/// - Source: He et al., *Alpha-IoU: A Family of Power Intersection over Union Losses*, NeurIPS
///   2021, <https://arxiv.org/abs/2110.13675>.
public struct AlphaIoU: Hashable, Sendable {
  /// The measure whose terms are raised to a power.
  public enum Base: Hashable, Sendable {
    /// Plain intersection over union.
    case iou

    /// Intersection over union and the empty share.
    case generalized

    /// Intersection over union and the distance of the centres.
    case distance

    /// Intersection over union, the distance of the centres, and the aspect.
    case complete(alpha: AspectWeight)
  }

  /// The measure whose terms are raised to a power.
  public let base: Base

  /// The power; finite and at least one.
  public let power: Double

  /// Creates a measure.
  ///
  /// The default of three is what the paper's experiments settle on.
  ///
  /// - Precondition: `power` is finite and `power >= 1`; below one the derivative at `IoU = 0` is
  ///   infinite.
  @inlinable
  public init(_ base: Base = .iou, power: Double = 3) {
    precondition(power >= 1 && power.isFinite, "the power of an overlap is below one or not finite")
    self.base = base
    self.power = power
  }
}

// MARK: - Value and gradient

extension BoxPair {
  /// The powers' difference.
  @inlinable
  func alphaIoU(_ choice: AlphaIoU) -> Scalar {
    let power = choice.power
    let overlap = Scalar.power(iou, power)
    return switch choice.base {
    case .iou: overlap
    case .generalized: overlap - Scalar.power(emptyShare, power)
    case .distance: overlap - Scalar.power(centerDistance, power)
    case .complete:
      overlap - Scalar.power(centerDistance, power)
        - Scalar.power(aspectPenalty(of: aspectAngle), power)
    }
  }

  /// The gradient of ``alphaIoU(_:)``, `α t^(α - 1) dt` for each term `t`.
  @inlinable
  func alphaIoUGradient(_ choice: AlphaIoU) -> CenterGradient<Scalar> {
    func scale(_ term: Scalar) -> Scalar {
      Scalar(choice.power) * Scalar.power(term, choice.power - 1)
    }
    let overlap = scale(iou) * iouGradient
    switch choice.base {
    case .iou:
      return overlap
    case .generalized:
      return overlap - scale(emptyShare) * emptyShareGradient
    case .distance:
      return overlap - scale(centerDistance) * centerDistanceGradient
    case .complete(let alpha):
      let angle = aspectAngle
      return overlap - scale(centerDistance) * centerDistanceGradient
        - scale(aspectPenalty(of: angle)) * aspectPenaltyGradient(of: angle, alpha: alpha)
    }
  }
}

extension RealNumber {
  /// `base` raised to `exponent`, for a base that is not negative but for rounding.
  ///
  /// Whole exponents up to eight, which is all that anybody trains with, are plain products; the
  /// zeroth power is `1` for every base.
  @inlinable
  static func power(_ base: Self, _ exponent: Double) -> Self {
    if exponent <= 8, exponent == exponent.rounded(.down) {
      var product: Self = 1
      for _ in 0..<Int(exponent) { product *= base }
      return product
    }
    return base > 0 ? exp(Self(exponent) * log(base)) : 0
  }
}
