import BoxGeometry
import DetectorConfiguration

extension RawHead {
  /// Every value of one image, decoded.
  ///
  /// - Parameters:
  ///   - image: The image, counted from zero.
  ///   - scale: The head's stride and anchors.
  ///   - decoding: How offsets become boxes.
  ///   - scales: All scales of the detector, where the decoding has a centre scale for each.
  /// - Returns: `[H, W, A, 5 + C]` values in C order: centre x, centre y, width and height in pixels
  ///   of the network input, objectness, class probabilities.
  /// - Precondition: The head's values are finite (``nonFiniteValues()``).
  /// - Complexity: O(values of the image).
  public func decodedValues(
    image: Int,
    scale: DetectionScale,
    decoding: BoxDecoding,
    among scales: [DetectionScale]? = nil
  ) -> [Float] {
    precondition(layout.anchors == scale.anchors.count, "the head is not of this scale")
    let decoder = AnchorDecoder<Float>(scale, decoding: decoding, among: scales)
    return storage.withBytes { bytes in
      var values: [Float] = []
      values.reserveCapacity(layout.anchorsPerImage * layout.channels)
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            let offsets: RawOffsets<Float> = layout.offsets(ofAnchorAt: start, in: bytes)
            let box = decoder.box(offsets, row: row, column: column, anchor: anchor)
            values += [box.centerX, box.centerY, box.width, box.height]
            for channel in 4..<layout.channels {
              values.append(Float.sigmoid(layout.value(channel, ofAnchorAt: start, in: bytes)))
            }
          }
        }
      }
      return values
    }
  }
}
