import BoxGeometry
import DetectorConfiguration

extension AnchorDecoder<Double> {
  /// The box that `offsets` predict, with its derivatives by them.
  ///
  /// - Edge cases: the derivative of a side is zero where the side is clamped. NaN counts as in
  ///   ``box(_:row:column:anchor:)``.
  package func decoded(
    _ offsets: RawOffsets<Double>,
    row: Int,
    column: Int,
    anchor: Int
  ) -> DecodedAnchor {
    let x = Double.sigmoids(offsets.tx)
    let y = Double.sigmoids(offsets.ty)
    let width = size.factorWithDerivative(offsets.tw)
    let height = size.factorWithDerivative(offsets.th)
    let anchor = anchors[anchor]
    let offset = SIMD2(self.offset(ofSigmoid: x.of), self.offset(ofSigmoid: y.of))
    let derivative = centerScale * SIMD2(x.of, y.of) * SIMD2(x.ofNegative, y.ofNegative)
    let isWidthClamped = isClamped(width.factor * anchor.width)
    let isHeightClamped = isClamped(height.factor * anchor.height)
    return DecodedAnchor(
      box: CenterBox(
        centerX: number((offset.x + Double(column)) * stride),
        centerY: number((offset.y + Double(row)) * stride),
        width: clamped(width.factor * anchor.width),
        height: clamped(height.factor * anchor.height)
      ),
      raw: SIMD4(offsets.tx, offsets.ty, offsets.tw, offsets.th),
      offset: offset,
      offsetDerivative: derivative,
      boxDerivative: SIMD4(
        lowHalf: derivative * stride,
        highHalf: SIMD2(
          isWidthClamped ? 0 : width.derivative * anchor.width,
          isHeightClamped ? 0 : height.derivative * anchor.height
        )
      ),
      isSizeClamped: isWidthClamped || isHeightClamped,
      cell: SIMD2(Double(column), Double(row)),
      stride: stride,
      anchorSides: SIMD2(anchor.width, anchor.height)
    )
  }
}
