extension CornerBox {
  /// The distance intersection over union of this box and `other`.
  ///
  /// ```
  /// DIoU = IoU - ρ² / c²
  /// ```
  ///
  /// where `ρ` is the distance of the centres and `c` the diagonal of the smallest box around
  /// both. It pulls a prediction straight to its target, also where the generalised measure would
  /// first inflate it.
  ///
  /// - Symmetry: swapping the boxes gives the same value, bit for bit.
  /// - Edge cases: identical boxes give exactly `1`, also without area; two different points give
  ///   `-1`.
  /// - Source: Zheng et al., *Distance-IoU Loss*, AAAI 2020,
  ///   <https://arxiv.org/abs/1911.08287>.
  ///
  /// - Parameter other: The box to compare with, in the same frame.
  /// - Returns: A value in `-1 ... 1`.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func distanceIoU(with other: CornerBox) -> Scalar {
    BoxPair(self, other).distanceIoU
  }
}

// MARK: - Value and gradient

extension BoxPair {
  /// `IoU - ρ² / c²`.
  @inlinable var distanceIoU: Scalar { iou - centerDistance }

  /// The gradient of ``distanceIoU``.
  @inlinable var distanceIoUGradient: CenterGradient<Scalar> {
    iouGradient - centerDistanceGradient
  }

  /// `ρ² / c²`, how far the centres stand apart.
  ///
  /// Without a diagonal it is `0` for one and the same point, else `1`, the limit of points.
  @inlinable var centerDistance: Scalar {
    guard squaredDiagonal > 0 else { return isSame ? 0 : 1 }
    return (x.offset * x.offset + y.offset * y.offset) / squaredDiagonal
  }

  /// The gradient of ``centerDistance``, `(2 d · dd - ρ²/c² · 2 e · de) / c²` along each axis with
  /// the centres' distance `d` and the enclosing extent `e`.
  @inlinable var centerDistanceGradient: CenterGradient<Scalar> {
    guard squaredDiagonal > 0 else { return .zero }
    let ratio = centerDistance
    let dWidth = x.enclosingGradient
    let dHeight = y.enclosingGradient
    let byOffset = CenterGradient(
      byCenterX: x.offset,
      byCenterY: y.offset,
      byWidth: 0,
      byHeight: 0
    )
    let byDiagonal = CenterGradient(
      byCenterX: x.enclosing * dWidth.byCenter,
      byCenterY: y.enclosing * dHeight.byCenter,
      byWidth: x.enclosing * dWidth.byExtent,
      byHeight: y.enclosing * dHeight.byExtent
    )
    return 2 * (byOffset - ratio * byDiagonal) / squaredDiagonal
  }
}
