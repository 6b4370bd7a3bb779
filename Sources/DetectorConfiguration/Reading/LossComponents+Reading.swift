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
    if let conflict = AssignmentRule.conflict(assignment) { return conflict }
    if case .overlap = objectness.target, box.overlap == nil {
      return ChoiceConflict(
        found: #"the objectness target "overlap" with a box loss of offsets only"#,
        allowed: #"this target only with an overlap, such as "giou", among the box losses"#,
        remedy: #"set the target to "one" or change the box loss"#,
        keys: ["objectness.target", "box.loss", "box.terms"]
      )
    }
    if objectness.focal != nil, objectness.positiveWeight != 1 {
      return ChoiceConflict(
        found: #""positive_weight": \#(objectness.positiveWeight) with a focal factor"#,
        allowed: #"a weight of positive anchors only with "focal": null"#,
        remedy: #"set "focal" to null or "positive_weight" to 1"#,
        keys: ["objectness.positive_weight", "objectness.focal"]
      )
    }
    if objectness.focal != nil, let clip = objectness.probabilityClip {
      return ChoiceConflict(
        found: #""probability_clip": \#(clip) with a focal factor"#,
        allowed: #"a clip of the objectness only with "focal": null"#,
        remedy: #"set "focal" or "probability_clip" to null"#,
        keys: ["objectness.probability_clip", "objectness.focal"]
      )
    }
    for term in box.terms {
      if let conflict = term.loss.formula.conflict(in: self) { return conflict }
    }
    if let conflict = classification.loss.formula.conflict(in: self) { return conflict }
    guard frameworkLoss == .overlapMeanAndSquares, box.overlap == nil else { return nil }
    return ChoiceConflict(
      found: #""framework_loss": "overlap_mean_and_squares" with a box loss of offsets only"#,
      allowed: #"this report only with an overlap, such as "ciou", among the box losses"#,
      remedy: #"choose "squared_gradient" or null, or change the box loss"#,
      keys: ["report.framework_loss", "box.loss", "box.terms"]
    )
  }
}
