import AnchorDecoding
import BoxGeometry
import DetectionNumerics
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
  /// - Edge cases: a value that is NaN or infinite counts as zero here; the loss refuses it.
  ///
  /// - Parameters:
  ///   - heads: The raw output of every scale, in the order of the detector and of its shapes.
  ///   - image: The image, counted from zero.
  ///   - detector: The detector.
  public init(of heads: [RawHead], image: Int, _ detector: Detector) {
    let decoders = detector.scales.map { AnchorDecoder<Double>($0) }
    self.init { site in
      let values = heads[site.scale].channels(image: image, site)
      let offsets = RawOffsets(tx: values[0], ty: values[1], tw: values[2], th: values[3])
      let box = decoders[site.scale].box(
        offsets,
        row: site.row,
        column: site.column,
        anchor: site.anchor
      )
      return AnchorPrediction(
        box: CornerBox(box),
        objectness: Double.sigmoid(values[4]),
        classProbabilities: detector.scales[site.scale].classProbability.all(of: values[5...])
      )
    }
  }
}

extension RawHead {
  /// Every channel of an anchor, with zero for what is no number.
  ///
  /// Those of single precision, which most heads are of, are copied at once: a rule may ask for
  /// hundreds of anchors.
  fileprivate func channels(image: Int, _ site: AnchorSite) -> [Double] {
    let start = layout.anchorOffset(
      image: image,
      row: site.row,
      column: site.column,
      anchor: site.anchor
    )
    return storage.withBytes { bytes in
      guard layout.element == HeadElement(.float32) else {
        return (0..<layout.channels).map { channel in
          let value: Double = layout.value(channel, ofAnchorAt: start, in: bytes)
          return value.isFinite ? value : 0
        }
      }
      var values = [Float](repeating: 0, count: layout.channels)
      var span = values.mutableSpan
      layout.copyChannels(0..<layout.channels, ofAnchorAt: start, from: bytes, to: &span)
      return values.map { $0.isFinite ? Double($0) : 0 }
    }
  }
}

extension ClassProbability {
  /// The probability of each class.
  fileprivate func all(of logits: ArraySlice<Double>) -> [Double] {
    switch self {
    case .sigmoid:
      return logits.map { Double.sigmoid($0) }
    case .softmax:
      let largest = logits.max() ?? 0
      let powers = logits.map { Double.exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }
}
