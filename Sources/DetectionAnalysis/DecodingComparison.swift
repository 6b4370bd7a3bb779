import AnchorDecoding
import BoxGeometry
import DetectionText

/// How well the boxes of a dump fit its objects, by one decoding and another.
///
/// Looked at are the anchors that are positive on both sides of a comparison, with the object that
/// keeps each on the first. A trained network's boxes fit by the decoding that it was trained with.
public struct DecodingComparison: Hashable, Sendable {
  /// How many anchors were looked at.
  public let anchors: Int

  /// By how much their boxes miss on each side: the mean of `1 - IoU`.
  public let first, second: Double

  /// The dialect whose decoding, not the one of either side, fits far better than the first's; `nil`
  /// where there is none.
  public let better: Better?

  /// A decoding that fits better.
  public struct Better: Hashable, Sendable {
    /// The first dialect that has it.
    public let dialect: String

    /// By how much boxes miss with it.
    public let miss: Double
  }
}

extension DetectionCase {
  /// How well the boxes of anchors that both sides train fit their objects.
  func decodings(
    _ first: DialectComparison.Side,
    _ second: DialectComparison.Side
  ) throws(Diagnostic) -> DecodingComparison? {
    let usual = DetectorConfiguration.usualDecodings
    var detectors = [first.detector, second.detector]
    for (_, decoding) in usual {
      var components = first.detector.components
      components.decoding = decoding
      // Where the dialect has no numbers for these scales, or another part makes no sense with it.
      if let detector = try? first.detector.with(components.decodingOnly) {
        detectors.append(detector)
      } else {
        detectors.append(first.detector)
      }
    }
    var (count, misses) = (0, detectors.map { _ in 0.0 })
    let cursor = try cursor()
    for image in images.indices {
      let others = second.sites(ofImage: image)
      let common = first.assignments[image].positives.filter { others.contains($0.site) }
      guard !common.isEmpty else { continue }
      let (part, place) = try cursor.find(image)
      let seen = detectors.map { ImagePredictions(of: part.heads, image: place, $0) }
      for anchor in common {
        count += 1
        let object = CornerBox(anchor.box)
        for (index, predictions) in seen.enumerated() {
          misses[index] += 1 - predictions[anchor.site].box.iou(with: object)
        }
      }
    }
    guard count > 0 else { return nil }
    try checkFiniteAgain()
    let means = misses.map { $0 / Double(count) }
    let best = usual.indices.min { means[2 + $0] < means[2 + $1] }
    // Half a miss less is more than another rounding of the same network.
    let better = best.flatMap { index in
      means[2 + index] < min(means[0], means[1]) / 2
        ? DecodingComparison.Better(dialect: usual[index].dialect, miss: means[2 + index]) : nil
    }
    return DecodingComparison(anchors: count, first: means[0], second: means[1], better: better)
  }
}

extension LossComponents {
  /// The reference with this decoding: every decoding makes sense there.
  fileprivate var decodingOnly: LossComponents {
    var components = LossComponents.reference
    components.decoding = decoding
    return components
  }
}
