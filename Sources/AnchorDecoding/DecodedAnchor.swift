import BoxGeometry
import DetectorConfiguration

/// A decoded anchor with the derivatives that a gradient needs.
@usableFromInline
package struct DecodedAnchor<Scalar: RealNumber>: Sendable {
  /// The predicted box, in pixels of the network input.
  @usableFromInline package let box: CenterBox<Scalar>

  /// The raw numbers it was decoded from.
  @usableFromInline package let raw: RawOffsets<Scalar>

  /// Where the centre stands in its cell.
  @usableFromInline package let offset: (x: Scalar, y: Scalar)

  /// The derivative of the centre's place in its cell by its logit.
  @usableFromInline package let offsetSlope: (x: Scalar, y: Scalar)

  /// The derivative of the box's centre and size by the four raw numbers, each by its own.
  @usableFromInline package let boxSlope: RawOffsets<Scalar>

  /// Whether a side had to be held within the range of sides.
  @usableFromInline package let isSizeHeld: Bool

  @inlinable
  init(
    box: CenterBox<Scalar>,
    raw: RawOffsets<Scalar>,
    offset: (x: Scalar, y: Scalar),
    offsetSlope: (x: Scalar, y: Scalar),
    boxSlope: RawOffsets<Scalar>,
    isSizeHeld: Bool
  ) {
    self.isSizeHeld = isSizeHeld
    self.box = box
    self.raw = raw
    self.offset = offset
    self.offsetSlope = offsetSlope
    self.boxSlope = boxSlope
  }
}

extension AnchorDecoder {
  /// The box that `offsets` predict, with its derivatives by them.
  ///
  /// - Edge cases: the derivative of a side is zero where the side is clamped or held.
  @inlinable
  package func decoded(
    _ offsets: RawOffsets<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> DecodedAnchor<Scalar> {
    let x = Scalar.sigmoids(offsets.tx)
    let y = Scalar.sigmoids(offsets.ty)
    let width = size.factorWithSlope(offsets.tw)
    let height = size.factorWithSlope(offsets.th)
    let anchor = anchors[anchor]
    let offset = (x: offset(ofSigmoid: x.of), y: offset(ofSigmoid: y.of))
    let slope = (x: centerScale * x.of * x.ofNegative, y: centerScale * y.of * y.ofNegative)
    let isWidthHeld = isHeld(width.factor * anchor.width)
    let isHeightHeld = isHeld(height.factor * anchor.height)
    return DecodedAnchor(
      box: CenterBox(
        centerX: (offset.x + Scalar(column)) * stride,
        centerY: (offset.y + Scalar(row)) * stride,
        width: held(width.factor * anchor.width),
        height: held(height.factor * anchor.height)
      ),
      raw: offsets,
      offset: offset,
      offsetSlope: slope,
      boxSlope: RawOffsets(
        tx: slope.x * stride,
        ty: slope.y * stride,
        tw: isWidthHeld ? 0 : width.slope * anchor.width,
        th: isHeightHeld ? 0 : height.slope * anchor.height
      ),
      isSizeHeld: isWidthHeld || isHeightHeld
    )
  }
}
