/// The derivatives of a number by the centre and the size of a ``CenterBox``.
///
/// They are what a box loss hands on to the decoder: the number's change per unit of the box's
/// coordinates.
public struct CenterGradient<Scalar: RealNumber>: Hashable, Sendable {
  /// The derivative by ``CenterBox/centerX``.
  public var byCenterX: Scalar

  /// The derivative by ``CenterBox/centerY``.
  public var byCenterY: Scalar

  /// The derivative by ``CenterBox/width``.
  public var byWidth: Scalar

  /// The derivative by ``CenterBox/height``.
  public var byHeight: Scalar

  /// Creates a gradient from its four entries.
  @inlinable
  public init(byCenterX: Scalar, byCenterY: Scalar, byWidth: Scalar, byHeight: Scalar) {
    self.byCenterX = byCenterX
    self.byCenterY = byCenterY
    self.byWidth = byWidth
    self.byHeight = byHeight
  }

  /// The gradient of a constant.
  @inlinable public static var zero: CenterGradient {
    CenterGradient(byCenterX: 0, byCenterY: 0, byWidth: 0, byHeight: 0)
  }

  /// Whether every entry is a number and none is infinite.
  @inlinable public var isFinite: Bool {
    byCenterX.isFinite && byCenterY.isFinite && byWidth.isFinite && byHeight.isFinite
  }
}

// MARK: - Arithmetic

extension CenterGradient {
  /// The gradient of a sum.
  @inlinable
  public static func + (a: CenterGradient, b: CenterGradient) -> CenterGradient {
    CenterGradient(
      byCenterX: a.byCenterX + b.byCenterX,
      byCenterY: a.byCenterY + b.byCenterY,
      byWidth: a.byWidth + b.byWidth,
      byHeight: a.byHeight + b.byHeight
    )
  }

  /// The gradient of a difference.
  @inlinable
  public static func - (a: CenterGradient, b: CenterGradient) -> CenterGradient {
    CenterGradient(
      byCenterX: a.byCenterX - b.byCenterX,
      byCenterY: a.byCenterY - b.byCenterY,
      byWidth: a.byWidth - b.byWidth,
      byHeight: a.byHeight - b.byHeight
    )
  }

  /// The gradient of a multiple.
  @inlinable
  public static func * (factor: Scalar, gradient: CenterGradient) -> CenterGradient {
    CenterGradient(
      byCenterX: factor * gradient.byCenterX,
      byCenterY: factor * gradient.byCenterY,
      byWidth: factor * gradient.byWidth,
      byHeight: factor * gradient.byHeight
    )
  }

  /// The gradient of a fraction of a number; dividing keeps digits that a reciprocal would lose.
  @inlinable
  public static func / (gradient: CenterGradient, divisor: Scalar) -> CenterGradient {
    CenterGradient(
      byCenterX: gradient.byCenterX / divisor,
      byCenterY: gradient.byCenterY / divisor,
      byWidth: gradient.byWidth / divisor,
      byHeight: gradient.byHeight / divisor
    )
  }
}
