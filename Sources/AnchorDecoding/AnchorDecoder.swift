import BoxGeometry
import DetectorConfiguration

/// Turns the raw offsets of one scale into boxes, and boxes into the offsets that predict them.
///
/// ```
/// x = (s · sigmoid(tx) - (s - 1) / 2 + column) · stride
/// y = (s · sigmoid(ty) - (s - 1) / 2 + row) · stride
/// w = exp(tw) · anchor width         or   (2 · sigmoid(tw))² · anchor width
/// h = exp(th) · anchor height        or   (2 · sigmoid(th))² · anchor height
/// ```
///
/// with the centre scale `s` (1 in plain YOLOv3). Boxes and anchors are in pixels of the network
/// input.
///
/// - Edge cases: a side is clamped to ``smallestSide`` and ``largestSide``, far outside of what
///   an image holds, so that every area is a normal number, in `Float` as in `Double`, and every
///   finite logit gives a finite loss. ``isSizeClamped(_:_:anchor:)`` tells when that happened.
/// - Source: Redmon, Farhadi, *YOLOv3: An Incremental Improvement*, 2018, section 2.1; the squared
///   sigmoid is ultralytics'.
public struct AnchorDecoder<Scalar: RealNumber>: Sendable {
  /// The distance of neighbouring cells, in pixels.
  public let stride: Scalar

  /// The centre scale `s`.
  public let centerScale: Scalar

  /// How sides follow from raw numbers.
  @usableFromInline let size: SideDecoder<Scalar>

  /// Anchor widths and heights, in pixels.
  @usableFromInline let anchors: [(width: Scalar, height: Scalar)]

  /// The least side of a decoded box, `2^-60` pixels.
  @inlinable public static var smallestSide: Scalar { 0x1p-60 }

  /// The largest side of a decoded box, `2^60` pixels: products of two such sides, and the
  /// enclosure of two such boxes, stay below the largest `Float`, `2^128`.
  @inlinable public static var largestSide: Scalar { 0x1p60 }

  /// Creates a decoder for one scale of a detector.
  public init(_ scale: Detector.Scale) {
    stride = Scalar(scale.stride)
    centerScale = Scalar(scale.centerScale)
    anchors = scale.anchors.map { (Scalar($0.width), Scalar($0.height)) }
    size =
      switch scale.size {
      case .exponential(let factor): .exponential(largestFactor: factor.map { Scalar($0) })
      case .squaredSigmoid: .squaredSigmoid
      }
  }
}

// MARK: - Offsets to box

extension AnchorDecoder {
  /// The box that `offsets` predict.
  ///
  /// - Edge cases: offsets that are NaN give a centre at zero and the smallest sides. Heads with NaN
  ///   are refused before; but the bytes of a file may change behind that.
  ///
  /// - Precondition: `anchor` is an anchor of the scale.
  /// - Complexity: O(1), no allocation.
  @inlinable
  public func box(
    _ offsets: RawOffsets<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> CenterBox<Scalar> {
    CenterBox(
      centerX: number((offset(offsets.tx) + Scalar(column)) * stride),
      centerY: number((offset(offsets.ty) + Scalar(row)) * stride),
      width: side(offsets.tw, of: anchors[anchor].width),
      height: side(offsets.th, of: anchors[anchor].height)
    )
  }

  /// Whether a predicted side had to be clamped to the range of sides.
  @inlinable
  public func isSizeClamped(_ tw: Scalar, _ th: Scalar, anchor: Int) -> Bool {
    isClamped(size.factor(tw) * anchors[anchor].width)
      || isClamped(size.factor(th) * anchors[anchor].height)
  }

  /// Where a centre stands in its cell, `0 ... 1` with a centre scale of 1.
  @inlinable
  func offset(_ logit: Scalar) -> Scalar { offset(ofSigmoid: Scalar.sigmoid(logit)) }

  @inlinable
  func offset(ofSigmoid sigmoid: Scalar) -> Scalar {
    centerScale * sigmoid - (centerScale - 1) / 2
  }

  @inlinable
  func side(_ raw: Scalar, of anchor: Scalar) -> Scalar {
    clamped(size.factor(raw) * anchor)
  }

  /// A side within its range; the smallest one for NaN, by the order of the comparisons.
  @inlinable
  func clamped(_ side: Scalar) -> Scalar { min(Self.largestSide, max(Self.smallestSide, side)) }

  /// The number itself; zero for NaN.
  @inlinable
  func number(_ center: Scalar) -> Scalar { center.isNaN ? 0 : center }

  @inlinable
  func isClamped(_ side: Scalar) -> Bool {
    !(side >= Self.smallestSide && side <= Self.largestSide)
  }
}

// MARK: - Box to offsets

extension AnchorDecoder {
  /// The offsets that predict `box` from an anchor of a cell: the inverse of
  /// ``box(_:row:column:anchor:)``.
  ///
  /// - Returns: `nil` when no finite offsets do: the centre lies on or outside the edge of what the
  ///   cell can reach, or a side is beyond the range of sides or larger than the decoding can make.
  /// - Complexity: O(1), no allocation.
  public func offsets(
    of box: CenterBox<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> RawOffsets<Scalar>? {
    let x = reach(box.centerX, cell: column)
    let y = reach(box.centerY, cell: row)
    guard x > 0, x < 1, y > 0, y < 1, !isClamped(box.width), !isClamped(box.height),
      let tw = size.raw(box.width / anchors[anchor].width),
      let th = size.raw(box.height / anchors[anchor].height)
    else { return nil }
    return RawOffsets(
      tx: Scalar.log(x) - Scalar.log(onePlus: -x),
      ty: Scalar.log(y) - Scalar.log(onePlus: -y),
      tw: tw,
      th: th
    )
  }

  /// Where a centre stands between the ends of what a cell can reach, `0` to `1`.
  private func reach(_ center: Scalar, cell: Int) -> Scalar {
    (center / stride - Scalar(cell) + (centerScale - 1) / 2) / centerScale
  }
}
