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
  func anchorIoURule(
    _ box: CornerBox<Double>,
    index: Int,
    threshold: Double
  ) -> ObjectAssignment {
    var matches: [AnchorMatch] = []
    var best: AnchorMatch?
    for (scaleIndex, grid) in grids.enumerated() {
      let cell = Cell(of: box, on: grid)
      for (anchorIndex, anchor) in grid.scale.anchors.enumerated() {
        let iou = box.iou(with: cell.box(of: anchor))
        let site = AnchorSite(
          scale: scaleIndex,
          row: cell.row,
          column: cell.column,
          anchor: anchorIndex
        )
        let match = AnchorMatch(site: site, iou: iou)
        if iou > threshold { matches.append(match) }
        if best.map({ iou > $0.iou }) ?? true { best = match }
      }
    }
    let fallback = matches.isEmpty ? best : nil
    return ObjectAssignment(
      object: index,
      isFallback: fallback != nil,
      matches: fallback.map { [$0] } ?? matches
    )
  }
}

/// The cell of one scale that an object's centre lies in.
private struct Cell {
  /// The row within the grid.
  let row: Int

  /// The column within the grid.
  let column: Int

  /// The middle of the cell, before it was held within the grid, in pixels.
  let middle: (x: Double, y: Double)

  init(of box: CornerBox<Double>, on grid: ScaleGrid) {
    let stride = Double(grid.scale.stride)
    let column = ((box.minX + box.maxX) / 2 / stride).rounded(.down)
    let row = ((box.minY + box.maxY) / 2 / stride).rounded(.down)
    middle = ((column + 0.5) * stride, (row + 0.5) * stride)
    // Held within the grid as numbers: a far centre need not fit an integer.
    self.column = Int(min(max(column, 0), Double(grid.columns - 1)))
    self.row = Int(min(max(row, 0), Double(grid.rows - 1)))
  }

  /// An anchor, around the middle of the cell.
  func box(of anchor: AnchorSize) -> CornerBox<Double> {
    CornerBox(
      CenterBox(
        centerX: middle.x,
        centerY: middle.y,
        width: anchor.width,
        height: anchor.height
      )
    )
  }
}
