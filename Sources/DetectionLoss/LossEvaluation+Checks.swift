import AnchorDecoding
import DetectionText
import DetectorConfiguration
import TargetAssignment

extension LossEvaluation {
  static func check(
    _ heads: [RawHead],
    _ targets: [ImageTargets],
    _ detector: Detector
  ) throws(Diagnostic) {
    let scales = detector.scales
    guard heads.count == scales.count else {
      throw Diagnostic(
        .content,
        code: "loss.head-count",
        found: counted(heads.count, "head"),
        allowed: "one for each of \(counted(scales.count, "scale"))",
        remedy: "give the heads in the order of the scales"
      )
    }
    // By index: a copy of a scale or of targets would count its references, call by call.
    for index in scales.indices {
      try heads[index].check(isOf: scales[index], among: scales)
      guard heads[index].layout.images == targets.count else {
        throw Diagnostic(
          .content,
          code: "loss.image-count",
          at: Place(parts: ["array \(quoted(heads[index].name))"]),
          found: counted(heads[index].layout.images, "image"),
          allowed: "\(targets.count), as there are targets for",
          remedy: "take both from one batch"
        )
      }
    }
    for image in targets.indices {
      func place() -> Place { Place(parts: ["targets of image \(image)"]) }
      try targets[image].frame?.check(detector, at: place())
      guard targets[image].scales.count == scales.count else {
        throw Diagnostic(
          .content,
          code: "loss.target-scales",
          at: place(),
          found: counted(targets[image].scales.count, "scale"),
          allowed: "\(scales.count), as the detector has",
          remedy: "make the targets with the detector of the loss"
        )
      }
      if targets[image].isAssigned { continue }
      for index in scales.indices {
        try targets[image].scales[index].check(
          on: scales[index],
          objects: targets[image].objectCount,
          at: place().part("scale \(quoted(scales[index].name))")
        )
      }
    }
  }

  /// Refuses heads that hold NaN or infinity anywhere.
  ///
  /// - Returns: The number of anchors whose predicted sides had to be clamped.
  static func checkFinite(
    _ heads: [RawHead],
    _ loss: DetectorLoss
  ) throws(Diagnostic) -> Int {
    var clampedSizes = 0
    for (head, scale) in zip(heads, loss.detector.scales) {
      let decoder = AnchorDecoder<Double>(scale)
      // One look at the values of a network, trained or not, tells that all is well.
      if head.reaches(decoder.safeMagnitude, threads: loss.threads) == false { continue }
      if let values = head.nonFiniteValues(threads: loss.threads) { throw values.diagnostic() }
      clampedSizes += decoder.clampedSizeCount(in: head)
    }
    return clampedSizes
  }

  static let overflow = Diagnostic(
    .content,
    code: "loss.overflow",
    found: "a loss larger than a Double can hold",
    remedy: "make the weights of the config smaller"
  )
}
