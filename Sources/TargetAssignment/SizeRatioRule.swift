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
  func sizeRatioCandidates(
    _ box: CornerBox<Double>,
    below bound: Double,
    neighborCells: Bool
  ) -> [AnchorCandidate] {
    detector.scales.flatMap { scale -> [AnchorCandidate] in
      let own = ObjectCell(of: box, on: scale)
      let ratios = scale.anchors.map { $0.ratioOfSides(with: box) }
      func candidates(
        row: Int,
        column: Int,
        _ verdict: (_ isAlike: Bool) -> CandidateVerdict?
      ) -> [AnchorCandidate] {
        scale.anchors.enumerated().compactMap { index, anchor in
          verdict(ratios[index] < bound).map {
            AnchorCandidate(
              site: AnchorSite(scale: scale.index, row: row, column: column, anchor: index),
              likeness: .sideRatio(ratios[index]),
              iou: anchor.iouOfSizes(with: box),
              verdict: $0
            )
          }
        }
      }
      let inOwnCell = candidates(row: own.row, column: own.column) {
        $0 ? .given(.threshold) : .refused(.ratioTooLarge(bound: bound))
      }
      guard neighborCells else { return inOwnCell }
      // An anchor that is not alike is refused once, not again in each neighbour.
      return NeighborCell.allCases.reduce(inOwnCell) { found, neighbor in
        if neighbor.isLeanedTo(by: own.center, on: scale) {
          let (x, y) = neighbor.shifted(own.center, by: 0.5)
          let column = ObjectCell.index(x, count: scale.columns)
          return found
            + candidates(row: ObjectCell.index(y, count: scale.rows), column: column) {
              $0 ? .given(.neighbor(neighbor)) : nil
            }
        }
        let (x, y) = neighbor.shifted((Double(own.column), Double(own.row)), by: 1)
        guard (0..<Double(scale.columns)).contains(x), (0..<Double(scale.rows)).contains(y) else {
          return found
        }
        return found
          + candidates(row: Int(y), column: Int(x)) {
            $0 ? .refused(.notLeanedTo(neighbor)) : nil
          }
      }
    }
  }
}

extension AnchorSize {
  /// The largest ratio of a side of an object to the same side of this anchor, or the reverse.
  fileprivate func ratioOfSides(with box: CornerBox<Double>) -> Double {
    max(box.width / width, width / box.width, box.height / height, height / box.height)
  }
}

extension NeighborCell {
  /// Whether a centre, in cells from the corner of the input, leans to this neighbour.
  fileprivate func isLeanedTo(by center: (x: Double, y: Double), on scale: Detector.Scale) -> Bool {
    let distance =
      switch self {
      case .left: center.x
      case .upper: center.y
      case .right: Double(scale.columns) - center.x
      case .lower: Double(scale.rows) - center.y
      }
    return distance - distance.rounded(.down) < 0.5 && distance > 1
  }

  /// A point moved so many cells towards this neighbour.
  fileprivate func shifted(
    _ point: (x: Double, y: Double),
    by step: Double
  ) -> (x: Double, y: Double) {
    switch self {
    case .left: (point.x - step, point.y)
    case .upper: (point.x, point.y - step)
    case .right: (point.x + step, point.y)
    case .lower: (point.x, point.y + step)
    }
  }
}
