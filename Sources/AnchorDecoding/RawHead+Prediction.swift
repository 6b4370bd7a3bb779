import BoxGeometry
import DetectorConfiguration

extension RawHead {
  /// What the head predicts at one anchor: the box in pixels of the network input, and
  /// probabilities.
  ///
  /// The decoder is that of the scale; who asks often makes it once.
  package func prediction(
    image: Int,
    row: Int,
    column: Int,
    anchor: Int,
    scale: Detector.Scale,
    decoder: AnchorDecoder<Double>? = nil
  ) -> (box: CenterBox<Double>, objectness: Double, classes: [Double]) {
    let decoder = decoder ?? AnchorDecoder<Double>(scale)
    let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
    return storage.withBytes { bytes in
      let offsets: RawOffsets<Double> = layout.offsets(ofAnchorAt: start, in: bytes)
      let logit: Double = layout.value(4, ofAnchorAt: start, in: bytes)
      var classes = (0..<layout.classes).map { classID -> Double in
        layout.value(5 + classID, ofAnchorAt: start, in: bytes)
      }
      switch scale.classProbability {
      case .sigmoid:
        for index in classes.indices { classes[index] = Double.sigmoid(classes[index]) }
      case .softmax:
        let largest = classes.max() ?? 0
        for index in classes.indices { classes[index] = Double.exp(classes[index] - largest) }
        let sum = classes.reduce(0, +)
        for index in classes.indices { classes[index] /= sum }
      }
      return (
        decoder.box(offsets, row: row, column: column, anchor: anchor), Double.sigmoid(logit),
        classes
      )
    }
  }
}
