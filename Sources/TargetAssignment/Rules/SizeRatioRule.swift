import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The rule of ultralytics: on every scale, each anchor whose sides are alike enough, in the
/// object's own cell and perhaps in the neighbours that its centre is near.
///
/// ```
/// max(w / aw, aw / w, h / ah, ah / h) < bound
/// left   if the centre lies in the left half of its cell, and not in the first column
/// upper, right, lower likewise
/// ```
///
/// - Edge cases: an object that no anchor resembles gets none. A centre exactly on the edge
///   between two cells is near the left and the upper one; with ``CellEdge/repeats`` also near the
///   right and the lower one, which then is its own cell again: the anchor is given two or three
///   times, and each counts. A cell outside the grid is clamped to it.
/// - Source: ultralytics/yolov3, `ComputeLoss.build_targets`; eriklindernoren/PyTorch-YOLOv3,
///   `build_targets`, without neighbours; ScaledYOLOv4's branch yolov4-csp, once on an edge.
extension SizeRatioRule: AnchorRule {
  package static let usual: [AssignmentRule] = [
    .sizeRatio(below: 4, neighborCells: true), .sizeRatio(below: 4, neighborCells: false),
    .sizeRatio(below: 4, neighborCells: true, onCellEdge: .once),
  ]

  package var words: String {
    "\"size_ratio\" with ratio_below \(readable(bound)) and \(neighborCells ? "" : "without ")"
      + "neighbor_cells" + (onCellEdge == .repeats ? "" : ", once on a cell's edge")
  }

  package func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    { object in
      var found: [AnchorCandidate] = []
      let box = image.objects[object].box
      for scale in image.detector.scales {
        addCandidates(of: box, on: scale, in: image, to: &found)
      }
      return found
    }
  }

  private func addCandidates(
    of box: CornerBox<Double>,
    on scale: Detector.Scale,
    in image: RuleInput,
    to found: inout [AnchorCandidate]
  ) {
    let own = ObjectCell(of: box, on: scale)
    func add(row: Int, column: Int, neighbor: NeighborCell? = nil, isNear: Bool = true) {
      for (index, anchor) in scale.anchors.enumerated() {
        let ratio = anchor.ratioOfSides(with: box)
        let isAlike = ratio < bound
        // An anchor that is not alike is refused once, not again in each neighbour.
        guard isAlike && isNear || image.isExplained && (isAlike || neighbor == nil) else {
          continue
        }
        found.append(
          image.candidate(
            AnchorSite(scale: scale.index, row: row, column: column, anchor: index),
            .sideRatio(ratio),
            iou: anchor.iouOfSizes(with: box),
            given: isAlike && isNear ? .passed : nil,
            // Own cells are written first, then neighbours side by side.
            writeOrder: isNear ? neighbor?.rawValue ?? 0 : 0,
            why: why(ratio: ratio, neighbor: neighbor, isNear: isNear)
          )
        )
      }
    }
    add(row: own.row, column: own.column)
    guard neighborCells else { return }
    for neighbor in NeighborCell.allCases {
      if neighbor.isNear(own.center, on: scale, onEdge: onCellEdge) {
        let (x, y) = neighbor.shifted(own.center, by: 0.5)
        add(
          row: ObjectCell.index(y, count: scale.rows),
          column: ObjectCell.index(x, count: scale.columns),
          neighbor: neighbor
        )
      } else if image.isExplained {
        let (x, y) = neighbor.shifted((Double(own.column), Double(own.row)), by: 1)
        guard (0..<Double(scale.columns)).contains(x), (0..<Double(scale.rows)).contains(y) else {
          continue
        }
        add(row: Int(y), column: Int(x), neighbor: neighbor, isNear: false)
      }
    }
  }

  private func why(ratio: Double, neighbor: NeighborCell?, isNear: Bool) -> String {
    let measure = AnchorMeasure.sideRatio(ratio)
    let beside = measure.text(beside: bound)
    guard ratio < bound else { return "\(beside) is not below \(readable(bound))" }
    guard let neighbor else { return "\(beside) is below \(readable(bound))" }
    return isNear
      ? "\(beside) is below \(readable(bound)), and the centre is near this cell, \(neighbor.side)"
      : "\(measure.text()) would do, but the centre is too far from this cell, \(neighbor.side)"
  }
}

extension AnchorSize {
  /// The largest ratio of a side of an object to the same side of this anchor, or the reverse.
  fileprivate func ratioOfSides(with box: CornerBox<Double>) -> Double {
    max(box.width / width, width / box.width, box.height / height, height / box.height)
  }
}

/// A cell next to the one that an object's centre lies in.
///
/// The order is that in which ultralytics writes targets; a later write replaces an earlier one.
private enum NeighborCell: Int, CaseIterable {
  case left = 1
  case upper
  case right
  case lower

  var side: String { "the \(self) neighbour of its own" }

  /// Whether a centre, in cells from the corner of the input, is near this neighbour.
  func isNear(
    _ center: (x: Double, y: Double),
    on scale: Detector.Scale,
    onEdge edge: CellEdge
  ) -> Bool {
    let distance =
      switch self {
      case .left: center.x
      case .upper: center.y
      case .right: Double(scale.columns) - center.x
      case .lower: Double(scale.rows) - center.y
      }
    let fraction = distance - distance.rounded(.down)
    guard fraction < 0.5, distance > 1 else { return false }
    // A whole distance to the far side is a centre on the near edge of its own cell.
    return fraction != 0 || edge == .repeats || self == .left || self == .upper
  }

  /// A point moved so many cells towards this neighbour.
  func shifted(_ point: (x: Double, y: Double), by step: Double) -> (x: Double, y: Double) {
    switch self {
    case .left: (point.x - step, point.y)
    case .upper: (point.x, point.y - step)
    case .right: (point.x + step, point.y)
    case .lower: (point.x, point.y + step)
    }
  }
}
