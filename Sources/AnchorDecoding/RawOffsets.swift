import DetectionNumerics

/// The four raw numbers that place a box: two for its centre, two for its size.
public struct RawOffsets<Scalar: RealNumber>: Hashable, Sendable {
  /// The logit of the centre's `x` within its cell.
  public var tx: Scalar

  /// The logit of the centre's `y` within its cell.
  public var ty: Scalar

  /// The raw number that the width follows from.
  public var tw: Scalar

  /// The raw number that the height follows from.
  public var th: Scalar

  /// Creates offsets.
  @inlinable
  public init(tx: Scalar, ty: Scalar, tw: Scalar, th: Scalar) {
    self.tx = tx
    self.ty = ty
    self.tw = tw
    self.th = th
  }
}

extension RawOffsets {
  /// Whether none is NaN or infinite.
  var isFinite: Bool { tx.isFinite && ty.isFinite && tw.isFinite && th.isFinite }
}
