extension CornerBox {
  /// The area that this box and `other` share; zero when they only touch.
  ///
  /// - Symmetry: swapping the boxes gives the same value, bit for bit.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func intersectionArea(with other: CornerBox) -> Scalar {
    let sharedWidth = min(maxX, other.maxX) - max(minX, other.minX)
    let sharedHeight = min(maxY, other.maxY) - max(minY, other.minY)
    guard sharedWidth > 0, sharedHeight > 0 else { return 0 }
    return sharedWidth * sharedHeight
  }

  /// The intersection over union of this box and `other`.
  ///
  /// ```
  /// IoU = I / U
  /// ```
  ///
  /// where `I` is the shared area and `U` the covered area.
  ///
  /// - Symmetry: swapping the boxes gives the same value, bit for bit; moving both, or scaling
  ///   both by a power of two, changes nothing beyond the rounding of the corners.
  /// - Edge cases: identical boxes give exactly `1`, also without area; otherwise a pair that
  ///   covers no area gives `0`. No epsilon is added, so the value does not depend on the unit.
  ///   Never NaN while the areas stay finite.
  /// - Source: Jaccard's index.
  ///
  /// - Parameter other: The box to compare with, in the same frame.
  /// - Returns: A value in `0 ... 1`.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func iou(with other: CornerBox) -> Scalar {
    let shared = intersectionArea(with: other)
    let covered = area + other.area - shared
    guard covered > 0 else { return self == other ? 1 : 0 }
    return shared / covered
  }
}

// MARK: - Value and gradient

extension BoxPair {
  /// `I / U`; a pair that covers nothing gives `1` if the boxes are the same, else `0`.
  @inlinable var iou: Scalar {
    guard covered > 0 else { return isSame ? 1 : 0 }
    return shared / covered
  }

  /// The gradient of ``iou``, `(dI - IoU · dU) / U`; none where nothing is covered.
  ///
  /// Boxes that touch have the gradient of overlapping ones: moving in raises the overlap, and a
  /// prediction of no width inside its target is pulled open.
  @inlinable var iouGradient: CenterGradient<Scalar> {
    guard covered > 0 else { return .zero }
    return (sharedGradient - iou * coveredGradient) / covered
  }
}
