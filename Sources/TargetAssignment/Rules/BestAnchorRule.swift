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
/// - Edge cases: the best is the first of equals in the order of scales and anchors. A centre on
///   or beyond the edge of the input belongs to the nearest cell; upstream codes write elsewhere
///   or fail.
/// - Source: darknet `forward_yolo_layer`; PaddleDetection `Gt2YoloTarget`.
struct BestAnchorRule: AnchorRule {
  static let usual: [AssignmentRule] = [
    .bestAnchor, .bestAnchorPlus(threshold: 0.213, extras: .always),
  ]

  /// The overlap that others must exceed, and whether they yield; `nil` for the best alone.
  let extras: (threshold: Double, kind: ExtraAnchors)?

  var words: String {
    guard let extras else { return "\"best_anchor\"" }
    return "\"best_anchor_plus\" with iou_threshold \(readable(extras.threshold))"
  }

  func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    { object in
      let box = image.objects[object].box
      let anchors = image.detector.ownCellAnchors(box) { _, anchor in anchor.iouOfSizes(with: box) }
      let best = anchors.indexOfBest
      return anchors.indices.map { index in
        let (site, iou) = anchors[index]
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
            why: Self.refusal(measure, best: anchors[best], on: image.detector)
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
    best: (site: AnchorSite, iou: Double),
    on detector: Detector
  ) -> String {
    let name = "\(detector.scales[best.site.scale].name) anchor \(best.site.anchor)"
    return best.iou == measure.value
      ? "\(measure.text()), as much as \(name), which comes first"
      : "\(measure.text(beside: best.iou)), but \(name) has "
        + likenessText(best.iou, unlike: measure.value)
  }
}
