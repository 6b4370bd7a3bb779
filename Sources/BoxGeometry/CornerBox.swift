/// An axis-aligned box given by its top-left and bottom-right corners (xyxy).
///
/// The origin is the top-left corner of the image, `x` grows rightwards and `y` downwards. The
/// unit is whatever the caller uses, mostly pixels of the network input; boxes that meet in one
/// call must share it. A box whose sides are zero is legal and has no area.
///
/// ```swift
/// let box = CornerBox(minX: 4.0, minY: 6.0, maxX: 20.0, maxY: 30.0)
/// box.area                                     // 384
/// CornerBox(minX: 1.0, minY: 0.0, maxX: 0.0, maxY: 1.0)
/// // stops: box corners are swapped or NaN
/// ```
public struct CornerBox<Scalar: RealNumber>: Hashable, Sendable {
  /// The left edge.
  public let minX: Scalar

  /// The top edge.
  public let minY: Scalar

  /// The right edge; never less than ``minX``.
  public let maxX: Scalar

  /// The bottom edge; never less than ``minY``.
  public let maxY: Scalar

  /// Creates a box from its corners.
  ///
  /// - Precondition: `minX <= maxX` and `minY <= maxY`, which also rules out NaN.
  @inlinable
  public init(minX: Scalar, minY: Scalar, maxX: Scalar, maxY: Scalar) {
    precondition(minX <= maxX && minY <= maxY, "box corners are swapped or NaN")
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }
}

extension CornerBox {
  /// Creates a box from numbers of unknown origin: a label file, a network, a person.
  ///
  /// ```swift
  /// CornerBox(validatingMinX: 1.0, minY: 0.0, maxX: 0.0, maxY: 1.0)  // nil
  /// ```
  ///
  /// - Returns: `nil` for corners that are swapped, NaN or infinite.
  @inlinable
  public init?(validatingMinX minX: Scalar, minY: Scalar, maxX: Scalar, maxY: Scalar) {
    let isFinite = minX.isFinite && minY.isFinite && maxX.isFinite && maxY.isFinite
    guard isFinite, minX <= maxX, minY <= maxY else { return nil }
    self.init(minX: minX, minY: minY, maxX: maxX, maxY: maxY)
  }
}

// MARK: - Measures

extension CornerBox {
  /// The extent along `x`; never negative.
  @inlinable public var width: Scalar { maxX - minX }

  /// The extent along `y`; never negative.
  @inlinable public var height: Scalar { maxY - minY }

  /// Width times height.
  @inlinable public var area: Scalar { width * height }
}

// MARK: - Conversion

extension CornerBox {
  /// The corners of `box`.
  ///
  /// A side much smaller than its centre's distance from the origin loses digits here, because
  /// the corners are rounded to that distance: at `x = 200` a `Float` side below 1.5e-5 vanishes.
  @inlinable
  public init(_ box: CenterBox<Scalar>) {
    let halfWidth = box.width / 2
    let halfHeight = box.height / 2
    self.init(
      minX: box.centerX - halfWidth,
      minY: box.centerY - halfHeight,
      maxX: box.centerX + halfWidth,
      maxY: box.centerY + halfHeight
    )
  }

  /// The same box in another precision, each corner rounded once.
  @inlinable
  public init<Other: RealNumber>(_ box: CornerBox<Other>) {
    self.init(
      minX: Scalar(box.minX),
      minY: Scalar(box.minY),
      maxX: Scalar(box.maxX),
      maxY: Scalar(box.maxY)
    )
  }
}
