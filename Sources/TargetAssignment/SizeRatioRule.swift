import BoxGeometry
import DetectorConfiguration

extension TargetAssigner {
  /// The rule of ultralytics: on every scale, each anchor whose sides are alike enough, in the
  /// object's own cell and perhaps in the neighbours that its centre leans to.
  ///
  /// ```
  /// max(w / aw, aw / w, h / ah, ah / h) < bound
  /// left   if the centre lies in the left half of its cell, and not in the first column
  /// upper, right, lower likewise
  /// ```
  ///
  /// - Edge cases: an object that no anchor resembles gets none. A centre exactly on the edge
  ///   between two cells leans to the right and the lower one, which then is its own cell again:
  ///   the anchor is given two or three times, and each counts. A cell outside the grid is held
  ///   within.
  /// - Source: ultralytics/yolov3, `ComputeLoss.build_targets`; eriklindernoren/PyTorch-YOLOv3,
  ///   `build_targets`, without neighbours.
  func sizeRatioMatches(
    _ box: CornerBox<Double>,
    below bound: Double,
    neighborCells: Bool
  ) -> [AnchorMatch] {
    grids.enumerated().flatMap { scale, grid -> [AnchorMatch] in
      let cell = ObjectCell(of: box, on: grid)
      let fitting = grid.scale.anchors.enumerated().filter { _, anchor in
        max(
          box.width / anchor.width,
          anchor.width / box.width,
          box.height / anchor.height,
          anchor.height / box.height
        ) < bound
      }
      let neighbors = neighborCells ? leanings(cell.center, on: grid) : []
      let cells =
        [(row: cell.row, column: cell.column, reason: MatchReason.threshold)]
        + neighbors.map { neighbor in
          let (x, y) = neighbor.shifted(cell.center)
          return (
            row: ObjectCell.index(y, count: grid.rows),
            column: ObjectCell.index(x, count: grid.columns),
            reason: .neighbor(neighbor)
          )
        }
      return cells.flatMap { cell in
        fitting.map { index, anchor in
          AnchorMatch(
            site: AnchorSite(scale: scale, row: cell.row, column: cell.column, anchor: index),
            iou: anchor.iouOfSizes(with: box),
            reason: cell.reason
          )
        }
      }
    }
  }

  /// The neighbours that a centre leans to, in cells from the corner of the input.
  private func leanings(_ center: (x: Double, y: Double), on grid: ScaleGrid) -> [NeighborCell] {
    let fromRight = Double(grid.columns) - center.x
    let fromBottom = Double(grid.rows) - center.y
    func leans(_ distance: Double) -> Bool {
      distance - distance.rounded(.down) < 0.5 && distance > 1
    }
    return NeighborCell.allCases.filter { neighbor in
      switch neighbor {
      case .left: leans(center.x)
      case .upper: leans(center.y)
      case .right: leans(fromRight)
      case .lower: leans(fromBottom)
      }
    }
  }
}

extension NeighborCell {
  /// A centre moved by half a cell towards this neighbour.
  fileprivate func shifted(_ center: (x: Double, y: Double)) -> (x: Double, y: Double) {
    switch self {
    case .left: (center.x - 0.5, center.y)
    case .upper: (center.x, center.y - 0.5)
    case .right: (center.x + 0.5, center.y)
    case .lower: (center.x, center.y + 0.5)
    }
  }
}
