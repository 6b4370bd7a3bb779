import DetectionAnalysis
import DetectionText
import ToolSupport

extension AssignmentResult {
  /// Every candidate of the objects to explain, as a person reads it.
  var explanationText: String {
    var text = ""
    for (image, explained) in zip(example.images, explanations ?? []) {
      guard let explained else { continue }
      for object in explained.objects {
        let className = detector.classes.name(of: object.truth.classID)
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
      text += positiveAnchors(image.name, explained)
    }
    return text.isEmpty ? "\nno object to explain\n" : text
  }

  /// Of the anchors that were looked at, those that are positive.
  private func positiveAnchors(_ image: String, _ explained: ExplainedObjects) -> String {
    let explanation = explained.explanation
    let lines = explained.sites.compactMap { site -> String? in
      let state = explanation.state(of: site)
      guard case .positive = state else { return nil }
      return wrappedWords("\(site.name(in: explanation.detector)): \(state)", indent: 2, hanging: 6)
    }
    guard !lines.isEmpty else { return "" }
    return "\n"
      + wrappedWords("\(image), the positive anchors among these", indent: 0)
      + lines.joined()
  }

  /// The state of every anchor that was looked at, for programs.
  ///
  /// Without a dump, negative and ignored are told apart only where the dialect compares the
  /// anchors themselves.
  func anchors(_ explained: ExplainedObjects) -> [JSONOutput] {
    explained.sites.map { site in
      let state: JSONOutput =
        switch explained.explanation.state(of: site) {
        case .positive(let objects): ["state": "responsible", "objects": objects]
        case .negative: ["state": "background"]
        case .ignored(let overlap):
          ["state": "ignored", "object": overlap.object, "iou": overlap.iou]
        case .undecided: ["state": "not_responsible"]
        }
      return detector.fields(site).json.adding(state)
    }
  }
}

extension CandidateExplanation {
  /// Whether object and anchor share nothing: with `grid_iou` an image has hundreds of such pairs.
  fileprivate var isApart: Bool {
    outcome == .refused && iou == 0
  }
}

extension CandidateExplanation.Outcome {
  /// The word for programs.
  var word: String {
    switch self {
    case .kept: "holds"
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
