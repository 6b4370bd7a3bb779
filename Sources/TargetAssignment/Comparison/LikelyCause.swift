import DetectorConfiguration

/// A usual mistake, or another choice, that explains differences between labels and a rule.
public struct LikelyCause: Hashable, Sendable {
  /// What a pipeline may do otherwise.
  public enum Habit: Hashable, Sendable {
    /// Anchors given in pixels are taken for cells.
    case anchorsAsCells

    /// Anchors given in cells are taken for pixels.
    case anchorsAsPixels

    /// The cell of a fallback is held within the grid of the last scale, as the reference's
    /// upstream does.
    case fallbackInLastGrid

    /// Row and column of the cell are exchanged.
    case rowForColumn

    /// The cell is that of the rounded centre, not the one that holds it.
    case roundedCell

    /// Another policy for two objects on one anchor.
    case collision(CollisionPolicy)

    /// Another rule.
    case rule(AssignmentRule)

    /// Boxes are written in another form than centre and size in pixels.
    case boxForm(WrittenBoxForm)

    /// Boxes were cut to whole pixels.
    case wholePixels

    /// Classes are smoothed otherwise, or not at all.
    case smoothing(Double, SmoothingForm)

    /// Classes are counted from one.
    case classesFromOne

    /// An anchor that several objects were given keeps the classes of all.
    case classesOfAll
  }

  /// What the pipeline may do.
  public let habit: Habit

  /// How many of the differences it would explain.
  public let explained: Int

  /// How many there are of their kind: places, boxes, or classes.
  public let total: Int
}

extension LikelyCause.Habit: CustomStringConvertible {
  /// A sentence without its full stop.
  public var description: String {
    switch self {
    case .anchorsAsCells:
      "theirs takes the anchors for cells: each is as many times too large as the stride"
    case .anchorsAsPixels:
      "theirs takes the anchors for pixels: each is as many times too small as the stride"
    case .fallbackInLastGrid:
      """
      the cell of an object that no anchor passed for is held within the grid of the last scale \
      (a fault of the reference's own dataset.py)
      """
    case .rowForColumn: "row and column are exchanged"
    case .roundedCell: "the cell is that of the rounded centre; it is the one that holds the centre"
    case .collision(let policy):
      "two objects on one anchor: theirs does as collision \(policy.words)"
    case .rule(let rule): "theirs gives out anchors as rule \(rule.words)"
    case .boxForm(let form): "boxes are \(form.words); expected centre and size in pixels"
    case .wholePixels: "boxes were cut to whole pixels"
    case .smoothing(0, _): "classes are not smoothed"
    case .smoothing(let amount, let form):
      "classes are smoothed by \(readable(amount)), form \(form.words)"
    case .classesFromOne: "classes are counted from 1; expected from 0"
    case .classesOfAll: "an anchor of several objects has the classes of all of them"
    }
  }
}

extension WrittenBoxForm {
  fileprivate var words: String {
    switch self {
    case .pixels: "centre and size in pixels"
    case .fractions: "fractions of the network input"
    case .cells: "in cells of the scale"
    case .corners: "corners"
    case .exchanged: "written with y before x and height before width"
    }
  }
}

extension SmoothingForm {
  fileprivate var words: String {
    switch self {
    case .uniform: "uniform, y (1 - e) + e / C"
    case .half: "half, y (1 - e) + e / 2"
    case .flip: "flip, 1 - e and e"
    }
  }
}

extension CollisionPolicy {
  /// The word of a configuration file.
  fileprivate var words: String {
    switch self {
    case .last: "\"last\": the later object has it"
    case .first: "\"first\": the earlier object keeps it"
    case .lastBoxAllClasses: "\"last_box_all_classes\""
    case .allBoxesAllClasses: "\"all_boxes_all_classes\""
    case .both: "\"both\": the last one written, neighbour cells after own cells"
    case .bestIoUThenLast: "\"best_iou_then_last\""
    }
  }
}

extension AssignmentRule {
  /// The words of a configuration file.
  fileprivate var words: String {
    switch self {
    case .anchorIoU(let threshold): "\"anchor_iou\" with iou_threshold \(readable(threshold))"
    case .bestAnchor: "\"best_anchor\""
    case .bestAnchorPlus(let threshold, _):
      "\"best_anchor_plus\" with iou_threshold \(readable(threshold))"
    case .sizeRatio(let bound, let neighbors):
      """
      "size_ratio" with ratio_below \(readable(bound)) and \(neighbors ? "" : "without ")\
      neighbor_cells
      """
    case .shapeIoU(let threshold): "\"shape_iou\" with iou_threshold \(readable(threshold))"
    case .gridIoU(let threshold): "\"grid_iou\" with iou_threshold \(readable(threshold))"
    }
  }
}
