import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The rule of mmdetection: the anchors of every cell that holds any object's centre are open to
/// all objects of the image.
///
/// ```
/// anchor = its width × height around the middle of its cell
/// each open anchor is given to every object whose IoU with it exceeds the threshold
/// each object is given the open anchor it overlaps most, and all that equal it exactly
/// ```
///
/// - Edge cases: an object can get anchors in a cell that does not hold its centre. Exact ties
///   are real: an object that contains several anchors has one IoU with all of them. An object
///   that overlaps no open anchor gets none.
/// - Source: mmdetection `GridAssigner` and `YOLOAnchorGenerator.responsible_flags`.
extension GridIoURule: AnchorRule {
  package static let usual: [AssignmentRule] = [.gridIoU(threshold: 0.5)]

  package var words: String { "\"grid_iou\" with iou_threshold \(readable(threshold))" }

  package func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    let open = openAnchors(of: image)
    return { object in
      let box = image.objects[object].box
      let overlaps = open.map { box.iou(with: $0.box) }
      let best = overlaps.max() ?? 0
      return zip(open, overlaps).compactMap { anchor, iou in
        let isBest = iou == best && iou > 0
        // Of all anchors of an image few are given; the others are there to be read about.
        guard isBest || iou > threshold || image.isExplained else { return nil }
        let measure = AnchorMeasure.iou(iou)
        guard isBest else {
          return image.thresholded(anchor.site, measure, iou: iou, above: threshold)
        }
        let why = "\(measure.text()), the best of all"
        return image.candidate(anchor.site, measure, iou: iou, given: .best, why: why)
      }
    }
  }

  /// The anchors of every cell that holds an object's centre, in the order of their sites.
  private func openAnchors(of image: RuleInput) -> [(site: AnchorSite, box: CornerBox<Double>)] {
    image.detector.scales.flatMap { scale -> [(site: AnchorSite, box: CornerBox<Double>)] in
      let cells = Set(
        image.objects.map { object in
          let cell = ObjectCell(of: object.box, on: scale)
          return AnchorSite(scale: scale.index, row: cell.row, column: cell.column, anchor: 0)
        }
      )
      return cells.sorted().flatMap { cell in
        scale.anchors.indices.map { anchor in
          var site = cell
          site.anchor = anchor
          return (site, scale.box(of: site))
        }
      }
    }
  }
}

extension Detector.Scale {
  /// An anchor of this scale around the middle of its cell, in pixels.
  package func box(of site: AnchorSite) -> CornerBox<Double> {
    let stride = Double(stride)
    let anchor = anchors[site.anchor]
    return CornerBox(
      CenterBox(
        centerX: (Double(site.column) + 0.5) * stride,
        centerY: (Double(site.row) + 0.5) * stride,
        width: anchor.width,
        height: anchor.height
      )
    )
  }
}
