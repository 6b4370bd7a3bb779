extension CornerBox {
  /// The efficient intersection over union of this box and `other`.
  ///
  /// ```
  /// EIoU = DIoU - (w - w')² / C_w² - (h - h')² / C_h²
  /// ```
  ///
  /// where `w × h` and `w' × h'` are the boxes' sizes and `C_w × C_h` that of the smallest box
  /// around both. It compares the sides themselves, where ``completeIoU(with:)`` compares only
  /// their ratio. (Some frameworks call another measure, the *extended* IoU, by the same letters.)
  ///
  /// - Symmetry: swapping the boxes gives the same value, bit for bit.
  /// - Edge cases: identical boxes give exactly `1`, also without area; sides that are both zero
  ///   agree.
  /// - Source: Zhang et al., *Focal and Efficient IOU Loss*, 2021,
  ///   <https://arxiv.org/abs/2101.08158>.
  ///
  /// - Parameter other: The box to compare with, in the same frame.
  /// - Returns: A value in `-3 ... 1`, never above ``distanceIoU(with:)``.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func efficientIoU(with other: CornerBox) -> Scalar {
    BoxPair(self, other).efficientIoU
  }
}

// MARK: - Value and gradient

extension BoxPair {
  /// `DIoU - (w - w')² / C_w² - (h - h')² / C_h²`.
  @inlinable var efficientIoU: Scalar {
    distanceIoU - (x.extentDifference + y.extentDifference)
  }

  /// The gradient of ``efficientIoU``.
  @inlinable var efficientIoUGradient: CenterGradient<Scalar> {
    let dWidth = x.extentDifferenceGradient
    let dHeight = y.extentDifferenceGradient
    return distanceIoUGradient
      - CenterGradient(
        byCenterX: dWidth.byCenter,
        byCenterY: dHeight.byCenter,
        byWidth: dWidth.byExtent,
        byHeight: dHeight.byExtent
      )
  }
}

extension AxisPair {
  /// `r²` with `r = (w - w') / e`, the difference of the extents as a share of the enclosing one.
  @inlinable var extentDifference: Scalar {
    guard enclosing > 0 else { return 0 }
    let ratio = (first - second) / enclosing
    return ratio * ratio
  }

  /// The gradient of ``extentDifference``, `2 r (dw - r de) / e`.
  @inlinable var extentDifferenceGradient: AxisGradient<Scalar> {
    guard enclosing > 0 else { return AxisGradient(byCenter: 0, byExtent: 0) }
    let ratio = (first - second) / enclosing
    let dEnclosing = enclosingGradient
    return AxisGradient(
      byCenter: -2 * ratio * (ratio * dEnclosing.byCenter) / enclosing,
      byExtent: 2 * ratio * (1 - ratio * dEnclosing.byExtent) / enclosing
    )
  }
}
