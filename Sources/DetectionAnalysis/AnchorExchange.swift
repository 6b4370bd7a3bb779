import DetectionText

extension LabeledBatch {
  /// A warning about anchors that fit the objects far better with their sides exchanged: heights
  /// were written before widths, in the config or in the labels.
  ///
  /// ```
  /// mean over objects ( max over anchors ( IoU of the sizes ) )
  /// ```
  ///
  /// - Edge cases: nothing is said of fewer than ``fewestShapes`` different shapes, which may be
  ///   chance.
  func exchangedAnchors(_ detector: Detector) -> [Diagnostic] {
    var shapes: Set<AnchorSize> = []
    for object in images.lazy.flatMap({ $0.objects ?? [] }) {
      shapes.insert(AnchorSize(width: object.box.width, height: object.box.height))
      if shapes.count == Self.fewestShapes { break }
    }
    guard shapes.count == Self.fewestShapes else { return [] }
    let exchanged = detector.anchors.map { AnchorSize(width: $0.height, height: $0.width) }
    let own = meanBestIoU(detector.anchors)
    let other = meanBestIoU(exchanged)
    guard other - own > Self.leastGain else { return [] }
    return [
      Diagnostic(
        .content,
        severity: .warning,
        code: "config.anchors-exchanged",
        at: Place(file: file),
        found: """
          objects that the anchors fit better with width and height exchanged: a mean best IoU of \
          \(readable(other, digits: 3)) instead of \(readable(own, digits: 3))
          """,
        remedy: "write anchors as [width, height], and check the order of the labels' coordinates"
      )
    ]
  }

  /// So many shapes tell upright objects from lying ones.
  private static let fewestShapes = 20

  /// Anchors that were clustered from labels fit exchanged ones worse; those of another data set
  /// fit either way by a few hundredths.
  private static let leastGain = 0.05

  private func meanBestIoU(_ anchors: [AnchorSize]) -> Double {
    var (sum, count) = (0.0, 0)
    for image in images {
      for object in (image.objects ?? []).lazy.map(\.box) {
        var best = 0.0
        for anchor in anchors {
          let common = min(anchor.width, object.width) * min(anchor.height, object.height)
          let union = anchor.width * anchor.height + object.area - common
          if union > 0 { best = max(best, common / union) }
        }
        sum += best
        count += 1
      }
    }
    return sum / Double(count)
  }
}
