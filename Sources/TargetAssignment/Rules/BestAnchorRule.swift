import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The rule of darknet and its ports: of all anchors of all scales the one whose size is most
/// like the object's, and perhaps others that are alike enough, in the object's cell of their
/// scale.
///
/// ```
/// IoU of sizes = min(w, aw) · min(h, ah) / (w · h + aw · ah - min(w, aw) · min(h, ah))
/// ```
///
/// An anchor that two scales share by their masks is theirs both; where the best is on no scale,
/// the object is nobody's.
///
/// - Edge cases: the best is the first of equals in the order of all anchors. A centre on
///   or beyond the edge of the input belongs to the nearest cell; upstream codes write elsewhere
///   or fail.
/// - Source: darknet `forward_yolo_layer`; PaddleDetection `Gt2YoloTarget`.
extension BestAnchorRule: AnchorRule {
  package static let usual: [AssignmentRule] = [
    .bestAnchor, .bestAnchorPlus(threshold: 0.213, extras: .always),
  ]

  package var words: String {
    guard let extras else { return "\"best_anchor\"" }
    return "\"best_anchor_plus\" with iou_threshold \(readable(extras.threshold))"
  }

  package func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    { object in
      let box = image.objects[object].box
      let detector = image.detector
      let overlaps = detector.anchors.map { $0.iouOfSizes(with: box) }
      let best = overlaps.indices.reduce(0) { overlaps[$1] > overlaps[$0] ? $1 : $0 }
      let sites = detector.ownCellAnchors(box) { _, _ in 0 }.map(\.site)
      return sites.map { site in
        let index = detector.scales[site.scale].mask[site.anchor]
        let iou = overlaps[index]
        let measure = AnchorMeasure.iouOfSizes(iou)
        if index == best {
          let why = "\(measure.text()), the best of all"
          return image.candidate(site, measure, iou: iou, given: .best, why: why)
        }
        guard let extras else {
          return image.candidate(
            site,
            measure,
            iou: iou,
            given: nil,
            why: Self.refusal(measure, best: best, iou: overlaps[best], on: detector)
          )
        }
        return image.thresholded(
          site,
          measure,
          iou: iou,
          above: extras.threshold,
          given: extras.kind == .always ? .passed : .whereFree
        )
      }
    }
  }

  private static func refusal(
    _ measure: AnchorMeasure,
    best: Int,
    iou: Double,
    on detector: Detector
  ) -> String {
    let owners = detector.scales.compactMap { scale in
      scale.mask.firstIndex(of: best).map { "\(scale.name) anchor \($0)" }
    }
    let name = owners.first ?? "anchor \(best) of the list, which is on no scale,"
    return iou == measure.value
      ? "\(measure.text()), as much as \(name), which comes first"
      : "\(measure.text(beside: iou)), but \(name) has "
        + likenessText(iou, unlike: measure.value)
  }
}
