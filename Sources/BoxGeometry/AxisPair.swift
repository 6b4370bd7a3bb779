/// How two boxes lie to each other along one axis.
///
/// ```
/// shared    = max(0, min(w, v, (w + v) / 2 - |d|))
/// enclosing =        max(w, v, (w + v) / 2 + |d|)
/// ```
///
/// with the extents `w` and `v` and the distance `d` of the centres. Only that distance is a
/// difference of coordinates, so an extent far below the rounding of its own edges keeps all its
/// digits: at `x = 200` the `Float` edges of a side below 1.5e-5 coincide, and with them its area
/// and the gradient that would make it grow again.
@usableFromInline
struct AxisPair<Scalar: RealNumber> {
  /// The extent of the first box.
  @usableFromInline let first: Scalar

  /// The extent of the second box.
  @usableFromInline let second: Scalar

  /// The first centre minus the second.
  @usableFromInline let offset: Scalar

  /// The length that both cover; zero when they only touch.
  @usableFromInline let shared: Scalar

  /// The length from the outermost edge to the outermost edge.
  @usableFromInline let enclosing: Scalar

  /// Two intervals by centre and extent.
  @inlinable
  init(center: Scalar, extent: Scalar, otherCenter: Scalar, otherExtent: Scalar) {
    first = extent
    second = otherExtent
    offset = center - otherCenter
    let middle = (extent + otherExtent) / 2
    let distance = abs(offset)
    shared = max(0, min(min(extent, otherExtent), middle - distance))
    enclosing = max(max(extent, otherExtent), middle + distance)
  }

  /// Two intervals by their ends, which are rounded already: each length is one subtraction.
  @inlinable
  init(lower: Scalar, upper: Scalar, otherLower: Scalar, otherUpper: Scalar) {
    first = upper - lower
    second = otherUpper - otherLower
    offset = ((lower - otherLower) + (upper - otherUpper)) / 2
    shared = max(0, min(upper, otherUpper) - max(lower, otherLower))
    enclosing = max(upper, otherUpper) - min(lower, otherLower)
  }

  /// Whether the intervals are one and the same.
  @inlinable var isSame: Bool { offset == 0 && first == second }
}

// MARK: - Gradients

/// The derivatives of a length by the first interval's centre and extent.
@usableFromInline
struct AxisGradient<Scalar: RealNumber> {
  @usableFromInline let byCenter: Scalar
  @usableFromInline let byExtent: Scalar

  @inlinable
  init(byCenter: Scalar, byExtent: Scalar) {
    self.byCenter = byCenter
    self.byExtent = byExtent
  }
}

extension AxisPair {
  /// The gradient of the distance from the inner left to the inner right edge, which is ``shared``
  /// while the intervals meet.
  ///
  /// Each edge counts if it is the first box's: wholly, or half where both edges coincide. A half
  /// each is the one choice that a mirror leaves as it is and that makes every measure flat at a
  /// perfect match, where training is to stay.
  @inlinable var innerGradient: AxisGradient<Scalar> {
    let excess = (first - second) / 2
    let upper = Self.shareOfFirst(offset + excess)
    let lower = Self.shareOfFirst(excess - offset)
    return AxisGradient(byCenter: upper - lower, byExtent: (upper + lower) / 2)
  }

  /// How much of the inner edge is the first box's, which stands `excess` further out.
  @inlinable
  static func shareOfFirst(_ excess: Scalar) -> Scalar {
    excess < 0 ? 1 : excess > 0 ? 0 : 0.5
  }

  /// The gradient of ``shared``: none for intervals apart; touching ones have that of overlapping.
  @inlinable var sharedGradient: AxisGradient<Scalar> {
    guard (first + second) / 2 >= abs(offset) else { return AxisGradient(byCenter: 0, byExtent: 0) }
    return innerGradient
  }

  /// The gradient of ``enclosing``. Inner and outer distance add up to both extents, so the gradients
  /// add up to that of the first extent.
  @inlinable var enclosingGradient: AxisGradient<Scalar> {
    let inner = innerGradient
    return AxisGradient(byCenter: -inner.byCenter, byExtent: 1 - inner.byExtent)
  }
}
