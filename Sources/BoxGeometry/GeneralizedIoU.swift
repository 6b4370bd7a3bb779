extension CornerBox {
  /// The generalised intersection over union of this box and `other`.
  ///
  /// ```
  /// GIoU = I / U - (C - U) / C
  /// ```
  ///
  /// where `I` is the shared area, `U` the covered area and `C` the area of the smallest box
  /// around both. Unlike plain IoU it keeps falling as disjoint boxes move apart, so its gradient
  /// does not vanish.
  ///
  /// - Symmetry: swapping the boxes gives the same value, bit for bit.
  /// - Edge cases: identical boxes give exactly `1`, also without area; any other pair that covers
  ///   no area gives `-1`. Points, crossing and parallel lines tend to it; two lines along one
  ///   another tend to other numbers, one for each way to widen them, so that here `-1` is a choice
  ///   (<doc:DegenerateBoxes>). Never NaN while the areas stay finite.
  /// - Source: Rezatofighi et al., *Generalized Intersection over Union*, CVPR 2019, algorithm 1,
  ///   <https://arxiv.org/abs/1902.09630>.
  ///
  /// - Parameter other: The box to compare with, in the same frame.
  /// - Returns: A value in `-1 ... 1`, never above ``iou(with:)`` but for rounding.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func generalizedIoU(with other: CornerBox) -> Scalar {
    BoxPair(self, other).generalizedIoU
  }
}

// MARK: - Value and gradient

extension BoxPair {
  /// `IoU - (C - U) / C`.
  @inlinable var generalizedIoU: Scalar { iou - emptyShare }

  /// The gradient of ``generalizedIoU``.
  @inlinable var generalizedIoUGradient: CenterGradient<Scalar> { iouGradient - emptyShareGradient }

  /// `(C - U) / C`, the share of the enclosing box that neither box covers.
  ///
  /// Without an enclosing area it is `1`, as for points apart, or `0` for one and the same box.
  @inlinable var emptyShare: Scalar {
    guard enclosing > 0 else { return isSame ? 0 : 1 }
    return (enclosing - covered) / enclosing
  }

  /// The gradient of ``emptyShare``, `(U / C · dC - dU) / C`.
  @inlinable var emptyShareGradient: CenterGradient<Scalar> {
    guard enclosing > 0 else { return .zero }
    // The share that is covered, rather than one minus the empty share: it keeps its digits when
    // the enclosing box is huge.
    let coveredShare = covered / enclosing
    return (coveredShare * enclosingGradient - coveredGradient) / enclosing
  }
}
