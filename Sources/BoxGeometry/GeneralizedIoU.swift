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
  ///   no area gives `-1`, the limit of boxes that shrink where they stand. Never NaN while the
  ///   areas stay finite.
  /// - Source: Rezatofighi et al., *Generalized Intersection over Union*, CVPR 2019, algorithm 1,
  ///   <https://arxiv.org/abs/1902.09630>.
  ///
  /// - Parameter other: The box to compare with, in the same frame.
  /// - Returns: A value in `-1 ... 1`, never above ``iou(with:)`` but for rounding.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func generalizedIoU(with other: CornerBox) -> Scalar {
    let shared = intersectionArea(with: other)
    let covered = area + other.area - shared
    guard covered > 0 else { return self == other ? 1 : -1 }
    let enclosing = enclosure(with: other).area
    return shared / covered - (enclosing - covered) / enclosing
  }
}
