import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

extension ImagePredictions {
  /// What raw heads predict of one of their images, for assignment rules that look at predictions.
  ///
  /// ```swift
  /// let assigner = TargetAssigner(detector)
  /// let seen = ImagePredictions(of: heads, image: 0, detector)
  /// let targets = try assigner(objects, predictions: seen).targets(for: detector)
  /// ```
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector and of its shapes.
  ///   - image: The image, counted from zero.
  ///   - detector: The detector.
  public init(of heads: [RawHead], image: Int, _ detector: Detector) {
    let decoders = detector.scales.map { AnchorDecoder<Double>($0) }
    self.init { site in
      let seen = heads[site.scale].prediction(
        image: image,
        row: site.row,
        column: site.column,
        anchor: site.anchor,
        scale: detector.scales[site.scale],
        decoder: decoders[site.scale]
      )
      return AnchorPrediction(
        box: CornerBox(seen.box),
        objectness: seen.objectness,
        classProbabilities: seen.classes
      )
    }
  }
}
