import BoxGeometry
import DetectorConfiguration

extension RawHead {
  /// What the head predicts at one anchor: the box in pixels of the network input, and
  /// probabilities.
  package func prediction(
    image: Int,
    row: Int,
    column: Int,
    anchor: Int,
    scale: Detector.Scale
  ) -> (box: CenterBox<Double>, objectness: Double, classes: [Double]) {
    let values = (0..<layout.channels).map {
      value(image: image, row: row, column: column, anchor: anchor, channel: $0)
    }
    let offsets = RawOffsets(tx: values[0], ty: values[1], tw: values[2], th: values[3])
    let logits = values[5...]
    let largest = logits.max() ?? 0
    let sum = logits.reduce(0) { $0 + Double.exp($1 - largest) }
    return (
      AnchorDecoder<Double>(scale).box(offsets, row: row, column: column, anchor: anchor),
      Double.sigmoid(values[4]),
      logits.map {
        switch scale.classProbability {
        case .sigmoid: Double.sigmoid($0)
        case .softmax: Double.exp($0 - largest) / sum
        }
      }
    )
  }
}
