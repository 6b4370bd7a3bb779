/// Two boxes as the overlap measures see them: axis by axis, free of where in the image they are.
///
/// Every measure is written once, on this, as intersection over union minus a penalty. Each term
/// stands beside its derivatives by the centre and size of the first box, the prediction; the
/// second, the target, is a constant.
@usableFromInline
struct BoxPair<Scalar: RealNumber> {
  /// How the boxes lie from left to right.
  @usableFromInline let x: AxisPair<Scalar>

  /// How the boxes lie from top to bottom.
  @usableFromInline let y: AxisPair<Scalar>

  /// The area in both boxes, `I`.
  @usableFromInline let shared: Scalar

  /// The area in either box, `U`.
  @usableFromInline var covered: Scalar

  /// The area of the smallest box around both, `C`.
  @usableFromInline var enclosing: Scalar

  /// `c²`, the square of that box's diagonal.
  @usableFromInline var squaredDiagonal: Scalar

  @inlinable
  init(x: AxisPair<Scalar>, y: AxisPair<Scalar>) {
    self.x = x
    self.y = y
    shared = x.shared * y.shared
    covered = x.first * y.first + x.second * y.second - shared
    enclosing = x.enclosing * y.enclosing
    squaredDiagonal = x.enclosing * x.enclosing + y.enclosing * y.enclosing
  }

  /// Two boxes by corners.
  @inlinable
  init(_ a: CornerBox<Scalar>, _ b: CornerBox<Scalar>) {
    self.init(
      x: AxisPair(lower: a.minX, upper: a.maxX, otherLower: b.minX, otherUpper: b.maxX),
      y: AxisPair(lower: a.minY, upper: a.maxY, otherLower: b.minY, otherUpper: b.maxY)
    )
  }

  /// Two boxes by centre and size.
  @inlinable
  init(_ a: CenterBox<Scalar>, _ b: CenterBox<Scalar>) {
    self.init(
      x: AxisPair(
        center: a.centerX,
        extent: a.width,
        otherCenter: b.centerX,
        otherExtent: b.width
      ),
      y: AxisPair(
        center: a.centerY,
        extent: a.height,
        otherCenter: b.centerY,
        otherExtent: b.height
      )
    )
  }

  /// Whether the boxes are one and the same.
  @inlinable var isSame: Bool { x.isSame && y.isSame }
}

// MARK: - Gradients

extension BoxPair {
  /// The gradient of ``shared``.
  @inlinable var sharedGradient: CenterGradient<Scalar> {
    Self.productGradient(x.shared, x.sharedGradient, y.shared, y.sharedGradient)
  }

  /// The gradient of ``covered``.
  @inlinable var coveredGradient: CenterGradient<Scalar> {
    CenterGradient(byCenterX: 0, byCenterY: 0, byWidth: y.first, byHeight: x.first) - sharedGradient
  }

  /// The gradient of ``enclosing``.
  @inlinable var enclosingGradient: CenterGradient<Scalar> {
    Self.productGradient(x.enclosing, x.enclosingGradient, y.enclosing, y.enclosingGradient)
  }

  /// The gradient of a width times a height.
  @inlinable
  static func productGradient(
    _ width: Scalar,
    _ dWidth: AxisGradient<Scalar>,
    _ height: Scalar,
    _ dHeight: AxisGradient<Scalar>
  ) -> CenterGradient<Scalar> {
    CenterGradient(
      byCenterX: dWidth.byCenter * height,
      byCenterY: dHeight.byCenter * width,
      byWidth: dWidth.byExtent * height,
      byHeight: dHeight.byExtent * width
    )
  }
}
