/// An axis-aligned box given by its centre and its size (xywh).
///
/// This is the form that networks predict and label tensors store. Frame and unit are those of
/// ``CornerBox``.
///
/// ```swift
/// let box = CenterBox(centerX: 12.0, centerY: 18.0, width: 16.0, height: 24.0)
/// CornerBox(box)                               // (4, 6) to (20, 30)
/// CenterBox(centerX: 0.0, centerY: 0.0, width: -1.0, height: 1.0)
/// // stops: box size is negative or NaN
/// ```
public struct CenterBox<Scalar: RealNumber>: Hashable, Sendable {
  /// The middle between the left and the right edge.
  public let centerX: Scalar

  /// The middle between the top and the bottom edge.
  public let centerY: Scalar

  /// The extent along `x`; never negative.
  public let width: Scalar

  /// The extent along `y`; never negative.
  public let height: Scalar

  /// Creates a box from its centre and size.
  ///
  /// - Precondition: `width >= 0` and `height >= 0`, which also rules out NaN there.
  @inlinable
  public init(centerX: Scalar, centerY: Scalar, width: Scalar, height: Scalar) {
    precondition(width >= 0 && height >= 0, "box size is negative or NaN")
    self.centerX = centerX
    self.centerY = centerY
    self.width = width
    self.height = height
  }
}

extension CenterBox {
  /// Creates a box from numbers of unknown origin: a label file, a network, a person.
  ///
  /// ```swift
  /// CenterBox(validatingCenterX: 3.0, centerY: 4.0, width: -1.0, height: 2.0)  // nil
  /// ```
  ///
  /// - Returns: `nil` for a size below zero, and for numbers that are NaN or infinite.
  @inlinable
  public init?(
    validatingCenterX centerX: Scalar,
    centerY: Scalar,
    width: Scalar,
    height: Scalar
  ) {
    let isFinite = centerX.isFinite && centerY.isFinite && width.isFinite && height.isFinite
    guard isFinite, width >= 0, height >= 0 else { return nil }
    self.init(centerX: centerX, centerY: centerY, width: width, height: height)
  }
}

// MARK: - Measures

extension CenterBox {
  /// Width times height.
  @inlinable public var area: Scalar { width * height }
}

// MARK: - Conversion

extension CenterBox {
  /// The centre and size of `box`.
  @inlinable
  public init(_ box: CornerBox<Scalar>) {
    self.init(
      centerX: (box.minX + box.maxX) / 2,
      centerY: (box.minY + box.maxY) / 2,
      width: box.width,
      height: box.height
    )
  }

  /// The same box in another precision, each value rounded once.
  @inlinable
  public init<Other: RealNumber>(_ box: CenterBox<Other>) {
    self.init(
      centerX: Scalar(box.centerX),
      centerY: Scalar(box.centerY),
      width: Scalar(box.width),
      height: Scalar(box.height)
    )
  }
}
