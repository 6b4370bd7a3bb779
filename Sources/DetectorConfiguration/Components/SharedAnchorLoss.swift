/// What the box loss of an anchor is that predicts several objects.
///
/// It matters with ``CollisionPolicy/allBoxesAllClasses`` and ``CollisionPolicy/both``; where an
/// anchor keeps one box and the classes of all, its box loss is divided too.
public enum SharedAnchorLoss: String, Hashable, Sendable, CaseIterable {
  /// The losses of its boxes, added up.
  case sum

  /// Their sum, divided by the number of different classes that the anchor predicts.
  ///
  /// Two objects of one class count twice, two of two classes once together.
  ///
  /// - Source: AlexeyAB/darknet, `averages_yolo_deltas`, which divides the box deltas of a cell by
  ///   its positive class deltas wherever `iou_thresh` is below 1.
  case dividedByClasses = "divided_by_classes"

  /// The factor of each box loss of an anchor that predicts `classes` different classes.
  ///
  /// - Precondition: There is at least one class.
  public func factor(classes: Int) -> Double {
    precondition(classes > 0, "a positive anchor has a class")
    return switch self {
    case .sum: 1
    case .dividedByClasses: 1 / Double(classes)
    }
  }
}
