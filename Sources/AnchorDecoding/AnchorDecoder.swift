import BoxGeometry
import DetectorConfiguration

/// The four raw numbers that place a box: two for its centre, two for its size.
public struct RawOffsets<Scalar: RealNumber>: Hashable, Sendable {
  /// The logit of the centre's `x` within its cell.
  public var tx: Scalar

  /// The logit of the centre's `y` within its cell.
  public var ty: Scalar

  /// The logarithm of the width in units of the anchor's.
  public var tw: Scalar

  /// The logarithm of the height in units of the anchor's.
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

/// Turns the raw offsets of one scale into boxes, and boxes into the offsets that predict them.
///
/// ```
/// x = (s · sigmoid(tx) - (s - 1) / 2 + column) · stride        w = exp(tw) · anchor width
/// y = (s · sigmoid(ty) - (s - 1) / 2 + row) · stride           h = exp(th) · anchor height
/// ```
///
/// with the centre scale `s` (1 in plain YOLOv3). Boxes and anchors are in pixels of the network
/// input.
///
/// - Edge cases: a side is held within ``smallestSide`` and ``largestSide``, far outside of what
///   an image holds, so that every area is a normal number, in `Float` as in `Double`, and every
///   finite logit gives a finite loss. ``isSizeHeld(_:_:anchor:)`` tells when that happened.
/// - Source: Redmon, Farhadi, *YOLOv3: An Incremental Improvement*, 2018, section 2.1.
public struct AnchorDecoder<Scalar: RealNumber>: Sendable {
  /// The distance of neighbouring cells, in pixels.
  public let stride: Scalar

  /// The centre scale `s`.
  public let centerScale: Scalar

  /// Anchor widths and heights, in pixels.
  @usableFromInline let anchors: [(width: Scalar, height: Scalar)]

  /// The least side of a decoded box, `2^-60` pixels.
  @inlinable public static var smallestSide: Scalar { 0x1p-60 }

  /// The largest side of a decoded box, `2^60` pixels: products of two such sides, and the
  /// enclosure of two such boxes, stay below the largest `Float`, `2^128`.
  @inlinable public static var largestSide: Scalar { 0x1p60 }

  /// Creates a decoder for one scale.
  public init(_ scale: DetectionScale, decoding: BoxDecoding) {
    stride = Scalar(scale.stride)
    guard case .same(let centerScale) = decoding.centerScale else {
      preconditionFailure("centre scales that differ by scale are not decoded yet")
    }
    self.centerScale = Scalar(centerScale)
    anchors = scale.anchors.map { (Scalar($0.width), Scalar($0.height)) }
    precondition(decoding.size == .exponential(), "this size decoding is not available yet")
  }
}

// MARK: - Offsets to box

extension AnchorDecoder {
  /// The box that `offsets` predict.
  ///
  /// - Precondition: `anchor` is an anchor of the scale; the offsets are not NaN.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func box(
    _ offsets: RawOffsets<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> CenterBox<Scalar> {
    CenterBox(
      centerX: center(offsets.tx, cell: column),
      centerY: center(offsets.ty, cell: row),
      width: side(offsets.tw, of: anchors[anchor].width),
      height: side(offsets.th, of: anchors[anchor].height)
    )
  }

  /// Whether a predicted side had to be held within the range of sides.
  @inlinable
  public func isSizeHeld(_ tw: Scalar, _ th: Scalar, anchor: Int) -> Bool {
    let sides = Self.smallestSide...Self.largestSide
    return !sides.contains(Scalar.exp(tw) * anchors[anchor].width)
      || !sides.contains(Scalar.exp(th) * anchors[anchor].height)
  }

  @inlinable
  func center(_ logit: Scalar, cell: Int) -> Scalar {
    (centerScale * Scalar.sigmoid(logit) - (centerScale - 1) / 2 + Scalar(cell)) * stride
  }

  @inlinable
  func side(_ logit: Scalar, of anchor: Scalar) -> Scalar {
    min(max(Scalar.exp(logit) * anchor, Self.smallestSide), Self.largestSide)
  }
}

// MARK: - Box to offsets

extension AnchorDecoder {
  /// The offsets that predict `box` from an anchor of a cell: the inverse of
  /// ``box(_:row:column:anchor:)``.
  ///
  /// - Returns: `nil` when no finite offsets do: the centre lies on or outside the edge of what the
  ///   cell can reach, or a side is zero.
  /// - Complexity: O(1), no allocation.
  public func offsets(
    of box: CenterBox<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> RawOffsets<Scalar>? {
    let x = reach(box.centerX, cell: column)
    let y = reach(box.centerY, cell: row)
    guard x > 0, x < 1, y > 0, y < 1, box.width > 0, box.height > 0 else { return nil }
    return RawOffsets(
      tx: Scalar.log(x) - Scalar.log(onePlus: -x),
      ty: Scalar.log(y) - Scalar.log(onePlus: -y),
      tw: Scalar.log(box.width / anchors[anchor].width),
      th: Scalar.log(box.height / anchors[anchor].height)
    )
  }

  /// Where a centre stands between the ends of what a cell can reach, `0` to `1`.
  private func reach(_ center: Scalar, cell: Int) -> Scalar {
    (center / stride - Scalar(cell) + (centerScale - 1) / 2) / centerScale
  }
}
