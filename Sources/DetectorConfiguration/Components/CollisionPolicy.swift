/// What happens when two objects are handed the same anchor of the same cell.
public enum CollisionPolicy: Hashable, Sendable {
  /// The later object in label order takes the anchor.
  case last

  /// The earlier object in label order keeps the anchor.
  case first

  /// The later object's box, and the classes of all: darknet's and PaddleDetection's.
  case lastBoxAllClasses

  /// A box term for each object, objectness once, and the classes of all: AlexeyAB's darknet's,
  /// which may divide the boxes by the classes, see ``SharedAnchorLoss``.
  case allBoxesAllClasses

  /// Each object counts as if it had the anchor alone; the objectness target is the last one's.
  case both

  /// Above the rule's threshold the larger IoU wins, and an anchor that is an object's best goes
  /// to the last such object: mmdetection's, for its ``AssignmentRule/gridIoU(threshold:)``.
  case bestIoUThenLast
}

// MARK: - Reading

extension CollisionPolicy {
  /// The words of a configuration file.
  package static let choices = Choices<CollisionPolicy>([
    "last": .last,
    "first": .first,
    "last_box_all_classes": .lastBoxAllClasses,
    "all_boxes_all_classes": .allBoxesAllClasses,
    "both": .both,
    "best_iou_then_last": .bestIoUThenLast,
  ])
}
