import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The rule of darknet and its ports: of all anchors of all scales the one whose size is most
/// like the object's, and perhaps others that are alike enough, in the object's cell of their
/// scale.
///
/// ```
/// IoU of sizes    = min(w, aw) · min(h, ah) / (w · h + aw · ah - min(w, aw) · min(h, ah))
/// CIoU at corners = IoU - rho² / c² - v² / (1 - IoU + v)
///   rho² = ((w - aw)² + (h - ah)²) / 4,  c² = max(w, aw)² + max(h, ah)²,
///   v = 4 / pi² · (atan(w / h) - atan(aw / ah))²
/// ```
///
/// An anchor that two scales share by their masks is theirs both; where the best is on no scale,
/// the object is nobody's.
///
/// - Edge cases: the best is the first of equals in the order of all anchors. A centre on
///   or beyond the edge of the input belongs to the nearest cell; upstream codes write elsewhere
///   or fail.
/// - Source: darknet `forward_yolo_layer`; PaddleDetection `Gt2YoloTarget`; Tianxiaomo/pytorch-YOLOv4
///   `bboxes_iou` (CIoU of boxes that begin at the origin).
extension BestAnchorRule: AnchorRule {
  package static let usual: [AssignmentRule] = [
    .bestAnchor, .bestAnchorPlus(threshold: 0.213, extras: .always),
    .bestAnchor(by: .cornerCIoU),
  ]

  package var words: String {
    let measure = overlap == .shapeIoU ? [] : ["overlap \(quoted(overlap.rawValue))"]
    let threshold = extras.map { ["iou_threshold \(readable($0.threshold))"] } ?? []
    let numbers = (threshold + measure).joined(separator: " and ")
    return quoted(word) + (numbers.isEmpty ? "" : " with \(numbers)")
  }

  package func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    { object in
      let box = image.objects[object].box
      let detector = image.detector
      let overlaps = detector.anchors.map { overlap.value(of: $0, box) }
      let best = overlaps.indices.reduce(0) { overlaps[$1] > overlaps[$0] ? $1 : $0 }
      let sites = detector.ownCellAnchors(box) { _, _ in 0 }.map(\.site)
      return sites.compactMap { site in
        let index = detector.scales[site.scale].mask[site.anchor]
        let iou = detector.anchors[index].iouOfSizes(with: box)
        let measure = overlap.measure(overlaps[index])
        if index == best {
          let why = "\(measure.text()), the best of all"
          return image.candidate(site, measure, iou: iou, given: .best, why: why)
        }
        guard let extras else {
          guard image.isExplained else { return nil }
          return image.candidate(
            site,
            measure,
            iou: iou,
            given: nil,
            why: Self.refusal(measure, best: best, value: overlaps[best], on: detector)
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
    value bestValue: Double,
    on detector: Detector
  ) -> String {
    let owners = detector.scales.compactMap { scale in
      scale.mask.firstIndex(of: best).map { "\(scale.name) anchor \($0)" }
    }
    let name = owners.first ?? "anchor \(best) of the list, which is on no scale,"
    return bestValue == measure.value
      ? "\(measure.text()), as much as \(name), which comes first"
      : "\(measure.text(beside: bestValue)), but \(name) has "
        + likenessText(bestValue, unlike: measure.value)
  }
}

extension SizeOverlap {
  fileprivate func measure(_ value: Double) -> AnchorMeasure {
    switch self {
    case .shapeIoU: .iouOfSizes(value)
    case .cornerCIoU: AnchorMeasure(word: rawValue, name: "CIoU at corners", value: value)
    }
  }

  fileprivate func value(of anchor: AnchorSize, _ box: CornerBox<Double>) -> Double {
    let iou = anchor.iouOfSizes(with: box)
    guard self == .cornerCIoU else { return iou }
    let (width, height) = (box.width - anchor.width, box.height - anchor.height)
    let (right, lower) = (max(box.width, anchor.width), max(box.height, anchor.height))
    let distance = (width * width + height * height) / 4 / (right * right + lower * lower)
    let angle = Double.atan(box.width / box.height) - Double.atan(anchor.width / anchor.height)
    let v = 4 / (Double.pi * Double.pi) * angle * angle
    // Of equal sizes nothing is left that could divide.
    return v == 0 ? iou - distance : iou - distance - v * v / (1 - iou + v)
  }
}
