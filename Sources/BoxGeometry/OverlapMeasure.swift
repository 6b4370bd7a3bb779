/// A measure of how well two boxes agree: larger is better, and identical boxes give `1`.
///
/// A measure is a value, so that a configuration can name it and one loop serves them all.
///
/// ```swift
/// let measure = OverlapMeasure.complete(alpha: .heldConstant)
/// let overlap = measure(predicted, target)
/// let loss = measure.withGradient(predicted, target)   // loss.value == overlap, loss.gradient
/// ```
///
/// All of them depend on the boxes' sizes and on the distance of their centres alone, and not on
/// the unit. None is NaN or infinite, nor is its gradient, for sides that are zero or within
/// `2^-60 ... 2^60`.
///
/// - Edge cases: no epsilon is added anywhere. Two boxes that cover nothing have an intersection
///   over union of `1` if they are the same and else of `0`, and the other terms take the limit of
///   points (<doc:DegenerateBoxes>); a gradient leaves such terms out.
/// - Kinks: where two edges coincide, each is half the maximum and half the minimum, so that a
///   perfect match is flat; boxes that touch have the gradient of overlapping ones; where centres
///   lie straight above or beside each other the angle of ``scylla`` counts as flat.
public enum OverlapMeasure: Hashable, Sendable {
  /// Intersection over union, ``CornerBox/iou(with:)``.
  case iou

  /// Generalised intersection over union, ``CornerBox/generalizedIoU(with:)``.
  case generalized

  /// Intersection over union and the distance of the centres, ``CornerBox/distanceIoU(with:)``.
  case distance

  /// The same and the aspect ratio, ``CornerBox/completeIoU(with:)``; the payload says what the
  /// gradient makes of the weight `α` and does not change the value.
  ///
  /// With `above`, `α` is zero unless the intersection over union is above that: mmdetection's
  /// `0.5`, where the measure jumps.
  case complete(alpha: AspectWeight, above: Double? = nil)

  /// The same as ``distance`` and the sides, ``CornerBox/efficientIoU(with:)``.
  case efficient

  /// Intersection over union, angle, distance and shape, ``CornerBox/scyllaIoU(with:)``.
  case scylla

  /// The same with the opposite sign in the exponent of the distance: mmdetection's default, which
  /// rewards boxes that are apart and can exceed `1`.
  case scyllaRewardingDistance

  /// Powers of the terms of another measure.
  case alpha(AlphaIoU)
}

// MARK: - Two boxes

extension OverlapMeasure {
  /// The overlap of two boxes given by corners.
  ///
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func callAsFunction<Scalar>(
    _ a: CornerBox<Scalar>,
    _ b: CornerBox<Scalar>
  ) -> Scalar {
    value(of: BoxPair(a, b))
  }

  /// The overlap of two boxes given by centre and size.
  ///
  /// It keeps more digits than their corners would: those of a box far smaller than its distance
  /// from the origin coincide.
  ///
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func callAsFunction<Scalar>(
    _ a: CenterBox<Scalar>,
    _ b: CenterBox<Scalar>
  ) -> Scalar {
    value(of: BoxPair(a, b))
  }

  /// The overlap of a predicted box with its target, and its derivatives by the prediction's
  /// centre and size; the target is a constant.
  ///
  /// - Edge cases: see ``OverlapMeasure``.
  ///
  /// - Parameters:
  ///   - predicted: The box to differentiate by.
  ///   - target: The box to compare with, in the same frame.
  /// - Returns: The bits of `self(predicted, target)`, and the gradient per unit of the frame.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func withGradient<Scalar>(
    _ predicted: CenterBox<Scalar>,
    _ target: CenterBox<Scalar>
  ) -> (value: Scalar, gradient: CenterGradient<Scalar>) {
    withGradient(of: BoxPair(predicted, target))
  }

  @inlinable
  func value<Scalar>(of pair: BoxPair<Scalar>) -> Scalar {
    switch self {
    case .iou: pair.iou
    case .generalized: pair.generalizedIoU
    case .distance: pair.distanceIoU
    case .complete(_, let gate): pair.isBelow(gate) ? pair.distanceIoU : pair.completeIoU
    case .efficient: pair.efficientIoU
    case .scylla: pair.scyllaIoU()
    case .scyllaRewardingDistance: pair.scyllaIoU(sign: -1)
    case .alpha(let choice): pair.alphaIoU(choice)
    }
  }

  @inlinable
  func withGradient<Scalar>(
    of pair: BoxPair<Scalar>
  ) -> (value: Scalar, gradient: CenterGradient<Scalar>) {
    switch self {
    case .iou: (pair.iou, pair.iouGradient)
    case .generalized: (pair.generalizedIoU, pair.generalizedIoUGradient)
    case .distance: (pair.distanceIoU, pair.distanceIoUGradient)
    case .complete(let alpha, let gate):
      pair.isBelow(gate)
        ? (pair.distanceIoU, pair.distanceIoUGradient)
        : pair.completeIoUWithGradient(alpha: alpha)
    case .efficient: (pair.efficientIoU, pair.efficientIoUGradient)
    case .scylla: (pair.scyllaIoU(), pair.scyllaIoUGradient())
    case .scyllaRewardingDistance: (pair.scyllaIoU(sign: -1), pair.scyllaIoUGradient(sign: -1))
    case .alpha(let choice): (pair.alphaIoU(choice), pair.alphaIoUGradient(choice))
    }
  }
}

// MARK: - All of them

extension OverlapMeasure {
  /// Every measure but the two that depart from their papers, the powers with the exponent of their paper: what a test or a table runs over.
  public static let allMeasures: [OverlapMeasure] = [
    .iou, .generalized, .distance,
    .complete(alpha: .heldConstant), .complete(alpha: .differentiated),
    .efficient, .scylla,
    .alpha(AlphaIoU()), .alpha(AlphaIoU(.generalized)), .alpha(AlphaIoU(.distance)),
    .alpha(AlphaIoU(.complete(alpha: .heldConstant))),
    .alpha(AlphaIoU(.complete(alpha: .differentiated))),
  ]
}
