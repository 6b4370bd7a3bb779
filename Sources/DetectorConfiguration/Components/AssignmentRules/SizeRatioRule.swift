extension AssignmentRule {
  /// Every anchor on every scale with `max(w / aw, aw / w, h / ah, ah / h) < below`, in the
  /// object's cell and, with `neighborCells`, in the two cells nearest to its centre.
  ///
  /// An object that no anchor fits is dropped.
  public static func sizeRatio(below bound: Double, neighborCells: Bool) -> AssignmentRule {
    AssignmentRule(SizeRatioRule(bound: bound, neighborCells: neighborCells))
  }
}

/// The anchors whose sides are alike enough.
package struct SizeRatioRule: RuleChoice {
  package let bound: Double
  package let neighborCells: Bool

  package static let ruleWords = ["size_ratio"]

  package static let ruleKeys = [
    ConfigurationKey(
      "assignment.ratio_below",
      .number(.aboveOne),
      with: ("rule", ruleWords),
      preset: "4",
      usual: ["2", "2.5", "2.91", "3", "3.5", "5", "6", "8"],
      "how many times a side may be the anchor's, or the anchor's the side"
    ),
    ConfigurationKey(
      "assignment.neighbor_cells",
      .boolean,
      with: ("rule", ruleWords),
      preset: "true",
      "whether the two cells nearest to the object's centre count beside its own"
    ),
  ]

  package var ruleNumbers: [ChosenNumber?] { [ChosenNumber("assignment.ratio_below", bound)] }
}

extension SizeRatioRule {
  package init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      bound: try section.number("ratio_below"),
      neighborCells: try section.boolean("neighbor_cells")
    )
  }
}
