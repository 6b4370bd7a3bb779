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
    let objects = images.flatMap { $0.objects ?? [] }.map(\.box)
    let shapes = Set(objects.map { AnchorSize(width: $0.width, height: $0.height) })
    guard shapes.count >= Self.fewestShapes else { return [] }
    let exchanged = detector.anchors.map { AnchorSize(width: $0.height, height: $0.width) }
    let own = Self.meanBestIoU(objects, detector.anchors)
    let other = Self.meanBestIoU(objects, exchanged)
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

  private static func meanBestIoU(
    _ objects: [CornerBox<Double>],
    _ anchors: [AnchorSize]
  ) -> Double {
    let sum = objects.reduce(0) { sum, object in
      let best = anchors.map { anchor in
        let common = min(anchor.width, object.width) * min(anchor.height, object.height)
        let union = anchor.width * anchor.height + object.area - common
        return union > 0 ? common / union : 0
      }
      return sum + (best.max() ?? 0)
    }
    return sum / Double(objects.count)
  }
}
