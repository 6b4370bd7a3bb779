/// In which pixels an object is compared with the predictions, where a rule looks at these.
public enum LabelScale: String, Hashable, Sendable, CaseIterable {
  /// In those of the input.
  case input

  /// As a fraction of the input times its height, on both axes: in an input that is wider than high
  /// every object stands too far left and is too narrow.
  ///
  /// - Source: WongKinYiu/yolov7's `ComputeLossOTA`, which means the size of a square input.
  case height
}

/// Which of several candidates of one cost are taken, where not all are.
public enum EqualCandidates: String, Hashable, Sendable, CaseIterable {
  /// Those that come first.
  case first

  /// Those that come last.
  case last
}

extension AssignmentRule {
  /// Of the anchors that ``sizeRatio(below:neighborCells:onCellEdge:)`` proposes for any object of the
  /// image, each object takes the `k` that predict it best, and of several that took one the best has
  /// it.
  ///
  /// - Parameters:
  ///   - bound: How many times a side may be the anchor's, or the anchor's the side; above one.
  ///   - overlapsInK: How many of an object's largest overlaps are added up to its `k`; at least one.
  ///   - overlapCost: What the logarithm of the overlap weighs beside the classes; not negative.
  ///   - equalCandidates: Which of equal ones are taken.
  ///   - labelScale: In which pixels an object is compared with predictions.
  /// - Returns: The rule, which needs predictions.
  public static func dynamicK(
    below bound: Double = 4,
    overlapsInK: Int = 10,
    overlapCost: Double = 3,
    equalCandidates: EqualCandidates = .first,
    labelScale: LabelScale = .input
  ) -> AssignmentRule {
    AssignmentRule(
      DynamicKRule(
        proposals: SizeRatioRule(bound: bound, neighborCells: true, onCellEdge: .repeats),
        overlapsInK: overlapsInK,
        overlapCost: overlapCost,
        equalCandidates: equalCandidates,
        labelScale: labelScale
      )
    )
  }
}

/// The anchors that predict an object best: as many as their overlaps add up to.
package struct DynamicKRule: RuleChoice {
  /// What proposes the candidates.
  package let proposals: SizeRatioRule

  package let overlapsInK: Int
  package let overlapCost: Double
  package let equalCandidates: EqualCandidates
  package let labelScale: LabelScale

  package static let ruleWords = ["dynamic_k"]

  package static let ruleKeys = [
    ConfigurationKey(
      "assignment.overlaps_in_k",
      .integer(1...1000),
      with: ("rule", ruleWords),
      preset: "10",
      "how many of an object's largest overlaps add up to the number of its anchors"
    ),
    ConfigurationKey(
      "assignment.overlap_cost",
      .number(.nonNegative),
      with: ("rule", ruleWords),
      preset: "3",
      "what the logarithm of the overlap weighs in the cost of an anchor, beside the classes"
    ),
    ConfigurationKey(
      "assignment.equal_candidates",
      .words(EqualCandidates.self),
      with: ("rule", ruleWords),
      preset: "\"first\"",
      "which of several candidates of one cost are taken, where not all are"
    ),
    ConfigurationKey(
      "assignment.label_scale",
      .words(LabelScale.self),
      with: ("rule", ruleWords),
      preset: "\"input\"",
      "whether objects are compared with predictions in pixels of the input, or stretched by its height"
    ),
  ]

  package var phrase: String {
    "the dynamic k that predict best, of \(proposals.phrase)"
      + (labelScale == .height ? ", stretched by the input's height" : "")
  }

  package var ruleNumbers: [ChosenNumber?] {
    proposals.ruleNumbers + [ChosenNumber("assignment.overlap_cost", overlapCost)]
  }
}

extension DynamicKRule {
  package init(_ section: ConfigurationSection) throws(Diagnostic) {
    let (overlaps, _) = section.value("overlaps_in_k")
    self.init(
      proposals: try SizeRatioRule(section),
      overlapsInK: try overlaps.integer(1...1000),
      overlapCost: try section.number("overlap_cost"),
      equalCandidates: try section.choice("equal_candidates"),
      labelScale: try section.choice("label_scale")
    )
  }
}
