import DetectionText

extension LossComponents {
  /// The keys of the sections, and those in them.
  static let keys: [ConfigurationKey] =
    [
      ConfigurationKey("decoding", .section, "how raw outputs become boxes"),
      ConfigurationKey("assignment", .section, "which anchors are positive for an object"),
      ConfigurationKey(
        "background",
        .section,
        "which of the other anchors are negative, and which ignored"
      ),
      ConfigurationKey(
        "box",
        .section,
        exclusion: BoxLossChoice.exclusion,
        "the loss of a box against its object"
      ),
      ConfigurationKey("objectness", .section, "the loss of \"here is an object\""),
      ConfigurationKey("classification", .section, "the loss of the class scores"),
      ConfigurationKey(
        "reduction",
        .section,
        exclusion: ReductionChoice.exclusion,
        "how the terms of anchors and images become one number"
      ),
      Gains.section,
      ConfigurationKey("report", .section, "what the framework prints beside its loss"),
    ] + BoxDecoding.keys + AssignmentChoice.keys + BackgroundChoice.keys + BoxLossChoice.keys
    + ObjectnessChoice.keys + ClassificationChoice.keys + ReductionChoice.keys + Gains.keys
    + FrameworkLoss.keys

  /// Reads the sections of a configuration.
  init(_ root: ConfigurationSection, scales: [DetectionScale]) throws(Diagnostic) {
    self.init(
      decoding: try BoxDecoding(root.subsection("decoding"), scales: scales),
      assignment: try AssignmentChoice(root.subsection("assignment")),
      background: try BackgroundChoice(root.subsection("background")),
      box: try BoxLossChoice(root.subsection("box")),
      objectness: try ObjectnessChoice(root.subsection("objectness"), scales: scales),
      classification: try ClassificationChoice(root.subsection("classification")),
      reduction: try ReductionChoice(root.subsection("reduction")),
      gains: try Gains(root.subsection("gains")),
      frameworkLoss: try root.subsection("report").choiceOrNil("framework_loss")
    )
    if let conflict { throw conflict.fault(in: root) }
  }
}

// MARK: - Conflicts

/// Choices that are good alone and make no sense together.
package struct ChoiceConflict: Sendable {
  let found: String
  let allowed: String
  let remedy: String

  /// The keys that can put it right, the likeliest first.
  let keys: [String]

  /// The fault, at the first of the keys that the user wrote.
  func fault(in root: ConfigurationSection) -> Diagnostic {
    let values = keys.compactMap { key in
      let steps = key.split(separator: ".").map(String.init)
      return root.subsection(steps[0]).members[steps[1]]
    }
    let value = values.first { $0.source.isTheUsers } ?? values.first
    let place = value ?? ConfigurationValue(JSONValue(.null), source: .builtIn)
    return place.fault("conflict", found: found, allowed: allowed, remedy: remedy)
  }
}

extension LossComponents {
  /// The first choices that make no sense together, or `nil` if all is well.
  package var conflict: ChoiceConflict? {
    let losses = box.terms.compactMap {
      if case .offsets(let center, _) = $0.loss { center.loss } else { nil }
    }
    if assignment.collision == .bestIoUThenLast, assignment.rule.word != "grid_iou" {
      return ChoiceConflict(
        found: """
          "collision": "best_iou_then_last" with "rule": \(quoted(assignment.rule.word))
          """,
        allowed: #"this collision policy only with "rule": "grid_iou""#,
        remedy: #"change "collision" or "rule""#,
        keys: ["assignment.collision", "assignment.rule"]
      )
    }
    if case .overlap = objectness.target, box.overlap == nil {
      return ChoiceConflict(
        found: #"the objectness target "overlap" with a box loss of offsets only"#,
        allowed: #"this target only with an overlap, such as "giou", among the box losses"#,
        remedy: #"set the target to "one" or change the box loss"#,
        keys: ["objectness.target", "box.loss", "box.terms"]
      )
    }
    if decoding.size == .squaredSigmoid, !losses.isEmpty {
      return ChoiceConflict(
        found: #"the box loss "offsets" with the decoded size "squared_sigmoid""#,
        allowed: #"this box loss, of ln(side / anchor), only with "size": "exponential""#,
        remedy: "choose an overlap as box loss or change the decoding",
        keys: ["box.loss", "box.terms", "decoding.size"]
      )
    }
    if losses.contains(.bce), !decoding.centerScale.isOne {
      return ChoiceConflict(
        found: #"the centre loss "bce" with a "center_scale" other than 1"#,
        allowed: "this centre loss only for offsets that stay within 0...1",
        remedy: #"choose "center": "l1" or "squared", or a "center_scale" of 1"#,
        keys: ["box.center", "box.terms", "box.loss", "decoding.center_scale"]
      )
    }
    if [.softmax, .normalizedSigmoid].contains(classification.loss), let conflict = oneClassConflict
    {
      return conflict
    }
    guard frameworkLoss == .overlapMeanAndSquares, box.overlap == nil else { return nil }
    return ChoiceConflict(
      found: #""framework_loss": "overlap_mean_and_squares" with a box loss of offsets only"#,
      allowed: #"this report only with an overlap, such as "ciou", among the box losses"#,
      remedy: #"choose "squared_gradient" or null, or change the box loss"#,
      keys: ["report.framework_loss", "box.loss", "box.terms"]
    )
  }

  /// What a class loss of one class an anchor cannot do.
  private var oneClassConflict: ChoiceConflict? {
    let loss = classification.loss == .softmax ? "softmax" : "normalized_sigmoid"
    if [.lastBoxAllClasses, .allBoxesAllClasses].contains(assignment.collision) {
      return ChoiceConflict(
        found: """
          the class loss \(quoted(loss)) with "collision": \(quoted(assignment.collision.rawValue))
          """,
        allowed: "this class loss only where an anchor has one class",
        remedy: #"choose "collision": "last" or the class loss "sigmoid""#,
        keys: ["classification.loss", "assignment.collision"]
      )
    }
    guard classification.labelSmoothing > 0, classification.smoothing != .uniform else {
      return nil
    }
    return ChoiceConflict(
      found: """
        the class loss \(quoted(loss)) with "smoothing": \(quoted(classification.smoothing.rawValue))
        """,
      allowed: "this class loss only with targets that add up to 1",
      remedy: #"choose "smoothing": "uniform" or a "label_smoothing" of 0"#,
      keys: [
        "classification.smoothing", "classification.loss", "classification.label_smoothing",
      ]
    )
  }
}

extension PerScale {
  /// Whether every scale's number is one.
  fileprivate var isOne: Bool {
    switch self {
    case .same(let value): value == 1
    case .lists(let lists): lists.joined().allSatisfy { $0 == 1 }
    case .named(let values): values.values.allSatisfy { $0 == 1 }
    }
  }
}
