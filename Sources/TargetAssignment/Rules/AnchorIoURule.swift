import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The reference's rule: every anchor of the object's cell, on every scale, whose IoU with the
/// object exceeds the threshold; if there is none, the best of all.
///
/// ```
/// cell   = (⌊centre x / stride⌋, ⌊centre y / stride⌋)
/// anchor = its width × height around the middle of the cell, (cell + 0.5) · stride
/// ```
///
/// The anchor is compared where it stands, not moved onto the object, so what an object gets
/// depends on where in its cell it lies.
///
/// - Edge cases: a centre outside the input is compared with anchors around the cell it would
///   have, and then given to the nearest cell of its scale's grid. The best of all is the first
///   of equals in the order of scales and anchors.
/// - Source: `preprocess_true_boxes` of the reference. Upstream clamps the cell of the fallback
///   to the grid of the last scale instead of the anchor's own; that is a fault there, which
///   this rule repeats only where it is asked to.
extension AnchorIoURule: AnchorRule {
  package static let usual: [AssignmentRule] = [LossComponents.reference.assignment.rule]

  package var words: String {
    let words = "\"anchor_iou\" with iou_threshold \(readable(threshold))"
    guard fallbackCell != .ownScale else { return words }
    return words + " and fallback_cell \(quoted(fallbackCell.rawValue))"
  }

  package func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    { object in
      let box = image.objects[object].box
      let anchors = image.detector.ownCellAnchors(box) { cell, anchor in
        box.iou(with: cell.box(of: anchor))
      }
      let isFallback = anchors.allSatisfy { !($0.iou > threshold) }
      let best = isFallback ? anchors.indexOfBest : nil
      return anchors.indices.compactMap { index in
        var (site, iou) = anchors[index]
        let measure = AnchorMeasure.iou(iou)
        if index == best {
          if fallbackCell == .lastScale, let grid = image.detector.scales.last {
            site.row = min(site.row, grid.rows - 1)
            site.column = min(site.column, grid.columns - 1)
          }
          let why = "\(measure.text()), the best of all, since none exceeds \(readable(threshold))"
          return image.candidate(site, measure, iou: iou, given: .fallback, why: why)
        }
        return image.thresholded(site, measure, iou: iou, above: threshold)
      }
    }
  }
}

// MARK: - Shared by rules of an object's own cell

extension RuleInput {
  /// A candidate that is given where its measure exceeds a threshold; `nil` where it is not, and nobody
  /// reads why.
  func thresholded(
    _ site: AnchorSite,
    _ measure: AnchorMeasure,
    iou: Double,
    above threshold: Double,
    given reason: AnchorMatch.Reason = .passed
  ) -> AnchorCandidate? {
    if measure.value > threshold {
      return candidate(site, measure, iou: iou, given: reason, why: measure.exceeds(threshold))
    }
    guard isExplained else { return nil }
    return candidate(site, measure, iou: iou, given: nil, why: measure.isBelow(threshold))
  }
}

extension Detector {
  /// The anchors of the object's own cell on every scale, in the order of their sites.
  ///
  /// - Parameters:
  ///   - box: The object.
  ///   - iou: Its overlap with an anchor.
  /// - Returns: The anchors with their overlaps.
  func ownCellAnchors(
    _ box: CornerBox<Double>,
    iou: (ObjectCell, AnchorSize) -> Double
  ) -> [(site: AnchorSite, iou: Double)] {
    var found: [(site: AnchorSite, iou: Double)] = []
    found.reserveCapacity(scales.reduce(0) { $0 + $1.anchors.count })
    for scale in scales {
      let cell = ObjectCell(of: box, on: scale)
      for (index, anchor) in scale.anchors.enumerated() {
        let site = AnchorSite(
          scale: scale.index,
          row: cell.row,
          column: cell.column,
          anchor: index
        )
        found.append((site, iou(cell, anchor)))
      }
    }
    return found
  }
}

extension [(site: AnchorSite, iou: Double)] {
  /// The index of the largest overlap, the first of equals.
  var indexOfBest: Int {
    indices.reduce(0) { self[$1].iou > self[$0].iou ? $1 : $0 }
  }
}
