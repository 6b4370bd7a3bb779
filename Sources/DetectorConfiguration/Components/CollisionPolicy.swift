/// What happens when two objects are handed the same anchor of the same cell.
public enum CollisionPolicy: String, Hashable, Sendable, CaseIterable {
  /// The later object in label order takes the anchor.
  case last

  /// The earlier object in label order keeps the anchor.
  case first

  /// The later object's box, and the classes of all: darknet's and PaddleDetection's.
  case lastBoxAllClasses = "last_box_all_classes"

  /// A box term for each object, objectness once, and the classes of all: AlexeyAB's darknet's,
  /// which may divide the boxes by the classes, see ``SharedAnchorLoss``.
  case allBoxesAllClasses = "all_boxes_all_classes"

  /// Each object counts as if it had the anchor alone; the objectness target is the last one's.
  case both

  /// Above the rule's threshold the larger IoU wins, and an anchor that is an object's best goes
  /// to the last such object: mmdetection's, for its ``AssignmentRule/gridIoU(threshold:)``.
  case bestIoUThenLast = "best_iou_then_last"
}

extension CollisionPolicy {
  /// Who gets an anchor that several objects claim, in a few words.
  package var phrase: String {
    switch self {
    case .last: "the last object keeps an anchor"
    case .first: "the first object keeps an anchor"
    case .lastBoxAllClasses: "the last object's box, the classes of all"
    case .allBoxesAllClasses: "boxes and classes of all objects"
    case .both: "each object pays on its own"
    case .bestIoUThenLast: "the larger IoU keeps an anchor"
    }
  }
}
