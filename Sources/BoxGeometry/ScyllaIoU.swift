extension CornerBox {
  /// The SCYLLA intersection over union (SIoU) of this box and `other`.
  ///
  /// ```
  /// SIoU = IoU - (Δ + Ω) / 2
  ///
  /// angle     Λ = sin(2 asin(|dy| / ρ)) = 2 |dx| |dy| / (dx² + dy²)
  /// distance  Δ = (1 - exp(-γ (dx / C_w)²)) + (1 - exp(-γ (dy / C_h)²))      γ = 2 - Λ
  /// shape     Ω = (1 - exp(-|w - w'| / max(w, w')))⁴ + (1 - exp(-|h - h'| / max(h, h')))⁴
  /// ```
  ///
  /// where `(dx, dy)` leads from centre to centre, `w × h` and `w' × h'` are the boxes' sizes and
  /// `C_w × C_h` that of the smallest box around both. Distance is a cost, as in the paper; one
  /// framework's default has the opposite sign in the exponent and rewards it.
  ///
  /// - Symmetry: swapping the boxes gives the same value, bit for bit.
  /// - Edge cases: identical boxes give exactly `1`, also without area; where the centres coincide
  ///   the angle has no limit, but the distance cost is `0` whatever it is; sides that are both
  ///   zero agree.
  /// - Source: Gevorgyan, *SIoU Loss: More Powerful Learning for Bounding Box Regression*, 2022,
  ///   <https://arxiv.org/abs/2205.12740>.
  ///
  /// - Parameter other: The box to compare with, in the same frame.
  /// - Returns: A value in `-1.03 ... 1`, never above ``iou(with:)``.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func scyllaIoU(with other: CornerBox) -> Scalar {
    BoxPair(self, other).scyllaIoU()
  }
}

// MARK: - Value and gradient

extension BoxPair {
  /// `IoU - (Δ + Ω) / 2`, with `γ` or, for the other sign, `-γ`.
  @inlinable
  func scyllaIoU(sign: Scalar = 1) -> Scalar {
    let steepness = sign * (2 - offsetAngle.value)
    let distance = x.distanceCost(steepness) + y.distanceCost(steepness)
    return iou - (distance + (x.shapeCost + y.shapeCost)) / 2
  }

  /// The gradient of ``scyllaIoU(sign:)``.
  @inlinable
  func scyllaIoUGradient(sign: Scalar = 1) -> CenterGradient<Scalar> {
    let angle = offsetAngle
    let steepness = sign * (2 - angle.value)
    let dWidth = x.distanceCostGradient(steepness)
    let dHeight = y.distanceCostGradient(steepness)
    // The angle changes with the centre and turns both costs: -dΛ · ∂cost/∂γ.
    let turned =
      sign * (x.distanceCostBySteepness(steepness) + y.distanceCostBySteepness(steepness))
    let penaltyGradient = CenterGradient(
      byCenterX: dWidth.byCenter - angle.byOffsetX * turned,
      byCenterY: dHeight.byCenter - angle.byOffsetY * turned,
      byWidth: dWidth.byExtent + x.shapeCostByExtent,
      byHeight: dHeight.byExtent + y.shapeCostByExtent
    )
    return iouGradient - penaltyGradient / 2
  }

  /// `Λ`, and its derivatives by the offset of the centres.
  ///
  /// With `p = |dx| / m`, `q = |dy| / m` and the larger `m` of both it is `2pq / (p² + q²)`:
  /// nothing is squared that could underflow. It has a kink where one offset is zero, and there
  /// the mean of both sides, `0`, is taken. Where both are, it counts as `0`.
  @inlinable
  var offsetAngle: (value: Scalar, byOffsetX: Scalar, byOffsetY: Scalar) {
    let larger = max(abs(x.offset), abs(y.offset))
    guard larger > 0 else { return (0, 0, 0) }
    let p = x.offset / larger
    let q = y.offset / larger
    let sum = p * p + q * q
    let sign: Scalar = p * q < 0 ? -1 : p * q > 0 ? 1 : 0
    let turn = sign * (2 * (q * q - p * p) / (sum * sum)) / Swift.max(larger, .leastLength)
    return (2 * abs(p * q) / sum, q * turn, -p * turn)
  }
}

extension AxisPair {
  /// `1 - exp(-γ r²)` with `r = d / e`, the offset as a share of the enclosing extent.
  @inlinable
  func distanceCost(_ steepness: Scalar) -> Scalar {
    1 - Scalar.exp(-steepness * offsetShare * offsetShare)
  }

  /// The gradient of ``distanceCost(_:)`` while `γ` holds, `exp(-γ r²) · 2 γ r (dd - r de) / e`.
  @inlinable
  func distanceCostGradient(_ steepness: Scalar) -> AxisGradient<Scalar> {
    let share = offsetShare
    let dEnclosing = enclosingGradient
    let scale =
      Scalar.exp(-steepness * share * share) * 2 * steepness * share
      / max(enclosing, .leastLength)
    return AxisGradient(
      byCenter: scale * (1 - share * dEnclosing.byCenter),
      byExtent: scale * (-share * dEnclosing.byExtent)
    )
  }

  /// The derivative of ``distanceCost(_:)`` by `γ`, `exp(-γ r²) · r²`.
  @inlinable
  func distanceCostBySteepness(_ steepness: Scalar) -> Scalar {
    offsetShare * offsetShare * Scalar.exp(-steepness * offsetShare * offsetShare)
  }

  /// `d / e`; two intervals that are one point are not apart.
  @inlinable var offsetShare: Scalar {
    enclosing > 0 ? offset / enclosing : 0
  }

  /// `(1 - exp(-ω))⁴` with `ω = |w - w'| / max(w, w')`. The paper's exponent is a number from 2 to
  /// 6, set to 4 in its experiments and by every framework.
  @inlinable var shapeCost: Scalar {
    let cost = 1 - Scalar.exp(-extentMismatch)
    return (cost * cost) * (cost * cost)
  }

  /// The derivative of ``shapeCost`` by the first extent, `4 (1 - exp(-ω))³ exp(-ω) dω`.
  ///
  /// Equal extents are no kink: the third power is `0` there.
  @inlinable var shapeCostByExtent: Scalar {
    guard first != second else { return 0 }
    let rest = Scalar.exp(-extentMismatch)
    let cost = 1 - rest
    // ω is 1 - w'/w for a larger first extent, else 1 - w/w'.
    let dMismatch = first > second ? second / first / first : -1 / second
    return 4 * (cost * cost * cost) * rest * dMismatch
  }

  /// `|w - w'| / max(w, w')`.
  @inlinable var extentMismatch: Scalar {
    let larger = max(first, second)
    return larger > 0 ? abs(first - second) / larger : 0
  }
}

extension RealNumber {
  /// The smallest length that a gradient is divided by: below it a square is no normal number.
  ///
  /// It stands below every side that a decoder makes; only boxes without sides, less than that
  /// apart, come here, and their gradients stay finite.
  @inlinable static var leastLength: Self { leastNormalMagnitude.squareRoot() }
}
