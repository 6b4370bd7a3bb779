import DetectionText

/// Which grid bounds the cell of an object that no anchor fits, so that it gets the best of all.
public enum FallbackCell: String, Hashable, Sendable, CaseIterable {
  /// That of the anchor's own scale.
  case ownScale = "own_scale"

  /// That of the last scale: a fault of the reference's framework, for who has its numbers. Objects
  /// on finer scales move towards the corner.
  case lastScale = "last_scale"
}

extension AssignmentRule {
  /// Every anchor in the object's cell, on every scale, whose IoU with the object is above
  /// `threshold`; the best of all where none is.
  ///
  /// The anchor stands at the cell's centre, the object where it is.
  public static func anchorIoU(
    threshold: Double,
    fallbackCell: FallbackCell = .ownScale
  ) -> AssignmentRule {
    AssignmentRule(AnchorIoURule(threshold: threshold, fallbackCell: fallbackCell))
  }
}

/// The anchors of the object's cell that overlap it enough.
package struct AnchorIoURule: RuleChoice {
  package let threshold: Double
  package let fallbackCell: FallbackCell

  package static let ruleWords = ["anchor_iou"]

  package static let ruleKeys = [
    ConfigurationKey(
      "assignment.iou_threshold",
      .number(.fraction),
      with: ("rule", ruleWords),
      usual: ["0.1", "0.2", "0.25", "0.4", "0.5", "0.6"],
      "the IoU with the object above which an anchor of its cell is handed to it"
    ),
    ConfigurationKey(
      "assignment.fallback_cell",
      .words(FallbackCell.self),
      with: ("rule", ruleWords),
      "the scale whose grid bounds the cell of an object that no anchor fits"
    ),
  ]

  package var phrase: String { "IoU > \(readable(threshold))" }

  package var ruleNumbers: [ChosenNumber?] {
    [ChosenNumber("assignment.iou_threshold", with: word, threshold)]
  }
}

extension AnchorIoURule {
  package init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      threshold: try section.number("iou_threshold"),
      fallbackCell: try section.choice("fallback_cell")
    )
  }
}
