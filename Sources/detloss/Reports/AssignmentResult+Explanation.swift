import DetectorConfiguration
import TargetAssignment

extension AssignmentResult {
  /// Every candidate of the objects to explain, as a person reads it.
  var explanationText: String {
    var text = ""
    for (image, objects) in zip(batch.images, explanations ?? []) {
      for object in objects {
        let className = configuration.classes.name(of: object.truth.classID)
        text +=
          "\n"
          + wrappedWords("\(image.name), \(className), \(object.summary)", indent: 0, hanging: 2)
        let apart = object.candidates.filter(\.isApart)
        for candidate in object.candidates where !candidate.isApart {
          text += wrappedWords("\(candidate)", indent: 2, hanging: 6)
        }
        if !apart.isEmpty {
          text += "  and \(counted(apart.count, "anchor")) that it does not overlap at all\n"
        }
      }
    }
    return text.isEmpty ? "\nno object to explain\n" : text
  }
}

extension ExplainedCandidate {
  /// Whether object and anchor share nothing: with `grid_iou` an image has hundreds of such pairs.
  fileprivate var isApart: Bool {
    if case .refused = outcome { candidate.iou == 0 } else { false }
  }
}

extension AnchorLikeness {
  /// The word for programs, and the number.
  var named: (word: String, value: Double) {
    switch self {
    case .iou(let value): ("iou", value)
    case .iouOfSizes(let value): ("iou_of_sizes", value)
    case .sideRatio(let value): ("side_ratio", value)
    }
  }
}

extension CandidateOutcome {
  /// The word for programs.
  var word: String {
    switch self {
    case .holds: "holds"
    case .classKept: "class_kept"
    case .lost: "lost"
    case .notFree: "not_free"
    case .refused: "refused"
    }
  }
}

extension AnchorCollision.Outcome {
  /// The word for programs, and in tables.
  var word: String {
    switch self {
    case .lost: "lost"
    case .classKept: "class_kept"
    case .shared: "shared"
    }
  }
}
