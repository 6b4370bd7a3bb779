/// What the gradient of the complete IoU makes of `α`, the weight of its aspect term.
public enum AspectWeight: String, Hashable, Sendable, CaseIterable {
  /// `α` is a number like any other: what the paper says and every framework does. The gradient is
  /// then not the derivative of the value, and a finite difference has to keep `α` too.
  case heldConstant = "held_constant"

  /// `α` depends on the boxes: the gradient is the derivative of the value.
  case differentiated
}

extension CornerBox {
  /// The complete intersection over union of this box and `other`.
  ///
  /// ```
  /// CIoU = DIoU - α v        v = 4/π² · (atan(w'/h') - atan(w/h))²
  ///                          α = v / (1 - IoU + v)
  /// ```
  ///
  /// where `w × h` and `w' × h'` are the boxes' sizes: beside overlap and distance it compares the
  /// aspect ratios. Both angles come from one arc tangent of cross products, so that no height is
  /// divided by, and equal ratios give exactly `0`.
  ///
  /// - Symmetry: swapping the boxes gives the same value, bit for bit.
  /// - Edge cases: identical boxes give exactly `1`, also without area; a side of zero is an angle
  ///   of `0` or `π/2`; a point has no aspect and none is compared.
  /// - Source: Zheng et al., *Distance-IoU Loss*, AAAI 2020,
  ///   <https://arxiv.org/abs/1911.08287>.
  ///
  /// - Parameter other: The box to compare with, in the same frame.
  /// - Returns: A value in `-1.5 ... 1`, never above ``distanceIoU(with:)``.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func completeIoU(with other: CornerBox) -> Scalar {
    BoxPair(self, other).completeIoU
  }
}

// MARK: - Value and gradient

extension BoxPair {
  /// Whether the aspect does not count yet, where it counts above a gate only.
  @inlinable
  func isBelow(_ gate: Double?) -> Bool { gate.map { !(iou > Scalar($0)) } ?? false }

  /// `DIoU - α v`.
  @inlinable var completeIoU: Scalar { distanceIoU - aspectPenalty(of: aspectAngle) }

  /// ``completeIoU`` and its gradient, of one arc tangent.
  @inlinable
  func completeIoUWithGradient(
    alpha: AspectWeight
  ) -> (value: Scalar, gradient: CenterGradient<Scalar>) {
    let angle = aspectAngle
    return (
      distanceIoU - aspectPenalty(of: angle),
      distanceIoUGradient - aspectPenaltyGradient(of: angle, alpha: alpha)
    )
  }

  /// `α v`.
  @inlinable
  func aspectPenalty(of angle: Scalar) -> Scalar {
    let v = aspectDifference(of: angle)
    return aspectWeight(of: v) * v
  }

  /// The gradient of ``aspectPenalty(of:)``: `α dv`, or `α (2 - α) dv + α² dIoU`.
  @inlinable
  func aspectPenaltyGradient(of angle: Scalar, alpha: AspectWeight) -> CenterGradient<Scalar> {
    let weight = aspectWeight(of: aspectDifference(of: angle))
    let difference = aspectDifferenceGradient(of: angle)
    switch alpha {
    case .heldConstant: return weight * difference
    case .differentiated:
      return weight * (2 - weight) * difference + weight * weight * iouGradient
    }
  }

  /// `α`; none where the aspects agree, also in a perfect match, which leaves `0 / 0`.
  @inlinable
  func aspectWeight(of v: Scalar) -> Scalar {
    v > 0 ? v / (1 - iou + v) : 0
  }

  /// `v`, the square of ``aspectAngle`` as a share of a right angle.
  @inlinable
  func aspectDifference(of angle: Scalar) -> Scalar {
    let share = angle * (2 / Scalar.pi)
    return share * share
  }

  /// The gradient of ``aspectDifference(of:)``, with `d atan(w/h) = (h dw - w dh) / (w² + h²)`.
  @inlinable
  func aspectDifferenceGradient(of angle: Scalar) -> CenterGradient<Scalar> {
    let squaredSize = x.first * x.first + y.first * y.first
    guard squaredSize > 0 else { return .zero }
    let scale = 8 / (Scalar.pi * Scalar.pi) * angle
    return CenterGradient(
      byCenterX: 0,
      byCenterY: 0,
      byWidth: -scale * (y.first / squaredSize),
      byHeight: scale * (x.first / squaredSize)
    )
  }

  /// `atan(w'/h') - atan(w/h)`, the angle between the diagonals: its tangent is
  /// `(w' h - w h') / (w w' + h h')`, and both diagonals lie in one quarter, so the angle is at
  /// most `π/2` either way and a denominator of zero means just that.
  @inlinable var aspectAngle: Scalar {
    let across = x.second * y.first - x.first * y.second
    guard across != 0 else { return 0 }
    return Scalar.atan(across / (x.first * x.second + y.first * y.second))
  }
}
