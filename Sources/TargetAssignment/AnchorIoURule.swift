import BoxGeometry
import DetectorConfiguration

extension TargetAssigner {
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
  /// - Source: `preprocess_true_boxes` of the reference. Upstream holds the cell of the fallback
  ///   within the grid of the last scale instead of the object's own; that is a fault there, which
  ///   this rule does not repeat.
  func anchorIoUMatches(_ box: CornerBox<Double>, threshold: Double) -> [AnchorMatch] {
    var matches: [AnchorMatch] = []
    var best: AnchorMatch?
    for (scale, grid) in grids.enumerated() {
      let cell = ObjectCell(of: box, on: grid)
      for (index, anchor) in grid.scale.anchors.enumerated() {
        let iou = box.iou(with: cell.box(of: anchor))
        let site = AnchorSite(scale: scale, row: cell.row, column: cell.column, anchor: index)
        if iou > threshold {
          matches.append(AnchorMatch(site: site, iou: iou, reason: .threshold))
        }
        if best.map({ iou > $0.iou }) ?? true {
          best = AnchorMatch(site: site, iou: iou, reason: .best)
        }
      }
    }
    return matches.isEmpty ? [best].compactMap { $0 } : matches
  }
}
