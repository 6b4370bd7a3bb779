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
  @usableFromInline package let offsetDerivative: (x: Scalar, y: Scalar)

  /// The derivative of the box's centre and size by the four raw numbers, each by its own.
  @usableFromInline package let boxDerivative: RawOffsets<Scalar>

  /// Whether a side had to be clamped to the range of sides.
  @usableFromInline package let isSizeClamped: Bool

  @inlinable
  init(
    box: CenterBox<Scalar>,
    raw: RawOffsets<Scalar>,
    offset: (x: Scalar, y: Scalar),
    offsetDerivative: (x: Scalar, y: Scalar),
    boxDerivative: RawOffsets<Scalar>,
    isSizeClamped: Bool
  ) {
    self.isSizeClamped = isSizeClamped
    self.box = box
    self.raw = raw
    self.offset = offset
    self.offsetDerivative = offsetDerivative
    self.boxDerivative = boxDerivative
  }
}

extension AnchorDecoder {
  /// The box that `offsets` predict, with its derivatives by them.
  ///
  /// - Edge cases: the derivative of a side is zero where the side is clamped.
  @inlinable
  package func decoded(
    _ offsets: RawOffsets<Scalar>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> DecodedAnchor<Scalar> {
    let x = Scalar.sigmoids(offsets.tx)
    let y = Scalar.sigmoids(offsets.ty)
    let width = size.factorWithDerivative(offsets.tw)
    let height = size.factorWithDerivative(offsets.th)
    let anchor = anchors[anchor]
    let offset = (x: offset(ofSigmoid: x.of), y: offset(ofSigmoid: y.of))
    let derivative = (x: centerScale * x.of * x.ofNegative, y: centerScale * y.of * y.ofNegative)
    let isWidthClamped = isClamped(width.factor * anchor.width)
    let isHeightClamped = isClamped(height.factor * anchor.height)
    return DecodedAnchor(
      box: CenterBox(
        centerX: (offset.x + Scalar(column)) * stride,
        centerY: (offset.y + Scalar(row)) * stride,
        width: clamped(width.factor * anchor.width),
        height: clamped(height.factor * anchor.height)
      ),
      raw: offsets,
      offset: offset,
      offsetDerivative: derivative,
      boxDerivative: RawOffsets(
        tx: derivative.x * stride,
        ty: derivative.y * stride,
        tw: isWidthClamped ? 0 : width.derivative * anchor.width,
        th: isHeightClamped ? 0 : height.derivative * anchor.height
      ),
      isSizeClamped: isWidthClamped || isHeightClamped
    )
  }
}
