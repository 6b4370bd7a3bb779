import DetectionText

/// What an object gets whose centre lies exactly on the edge between two cells.
public enum CellEdge: String, Hashable, Sendable, CaseIterable {
  /// The right or the lower of the two, which holds the centre, is counted as its neighbour too: its
  /// anchors are given two or three times.
  case repeats

  /// The cell that holds the centre, and its left or upper neighbour, once each.
  case once
}

extension AssignmentRule {
  /// Every anchor on every scale with `max(w / aw, aw / w, h / ah, ah / h) < below`, in the
  /// object's cell and, with `neighborCells`, in the two cells nearest to its centre.
  ///
  /// An object that no anchor fits is dropped.
  public static func sizeRatio(
    below bound: Double,
    neighborCells: Bool,
    onCellEdge: CellEdge = .repeats
  ) -> AssignmentRule {
    AssignmentRule(
      SizeRatioRule(bound: bound, neighborCells: neighborCells, onCellEdge: onCellEdge)
    )
  }
}

/// The anchors whose sides are alike enough.
package struct SizeRatioRule: RuleChoice {
  package let bound: Double
  package let neighborCells: Bool
  package let onCellEdge: CellEdge

  package static let ruleWords = ["size_ratio"]

  package static let ruleKeys = [
    ConfigurationKey(
      "assignment.ratio_below",
      .number(.aboveOne),
      with: ("rule", ruleWords + DynamicKRule.ruleWords),
      preset: "4",
      usual: ["2", "2.5", "2.91", "3", "3.5", "5", "6", "8"],
      "how many times a side may be the anchor's, or the anchor's the side"
    ),
    ConfigurationKey(
      "assignment.neighbor_cells",
      .boolean,
      with: ("rule", ruleWords + DynamicKRule.ruleWords),
      preset: "true",
      "whether the two cells nearest to the object's centre count beside its own"
    ),
    // That of ultralytics.
    ConfigurationKey(
      "assignment.on_cell_edge",
      .words(CellEdge.self),
      with: ("rule", ruleWords + DynamicKRule.ruleWords),
      preset: "\"repeats\"",
      "whether an object on the edge between two cells gets the anchors of its own more than once"
    ),
  ]

  package var phrase: String {
    "side ratio below \(readable(bound))\(neighborCells ? ", two neighbour cells" : "")"
      + (neighborCells && onCellEdge == .once ? ", on an edge once" : "")
  }

  package var ruleNumbers: [ChosenNumber?] { [ChosenNumber("assignment.ratio_below", bound)] }
}

extension SizeRatioRule {
  package init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      bound: try section.number("ratio_below"),
      neighborCells: try section.boolean("neighbor_cells"),
      onCellEdge: try section.choice("on_cell_edge")
    )
  }
}
