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

  @inlinable
  init(
    box: CenterBox<Scalar>,
    raw: RawOffsets<Scalar>,
    offset: (x: Scalar, y: Scalar),
    offsetSlope: (x: Scalar, y: Scalar),
    boxSlope: RawOffsets<Scalar>
  ) {
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
    let slopeX = centerScale * Scalar.sigmoid(offsets.tx) * Scalar.sigmoid(-offsets.tx)
    let slopeY = centerScale * Scalar.sigmoid(offsets.ty) * Scalar.sigmoid(-offsets.ty)
    return DecodedAnchor(
      box: box(offsets, row: row, column: column, anchor: anchor),
      raw: offsets,
      offset: (offset(offsets.tx), offset(offsets.ty)),
      offsetSlope: (slopeX, slopeY),
      boxSlope: RawOffsets(
        tx: slopeX * stride,
        ty: slopeY * stride,
        tw: sideSlope(offsets.tw, of: anchors[anchor].width),
        th: sideSlope(offsets.th, of: anchors[anchor].height)
      )
    )
  }

  @inlinable
  func sideSlope(_ raw: Scalar, of anchor: Scalar) -> Scalar {
    isHeld(size.factor(raw) * anchor) ? 0 : size.slope(raw) * anchor
  }
}
