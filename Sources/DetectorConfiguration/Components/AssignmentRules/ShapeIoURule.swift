import DetectionText

extension AssignmentRule {
  /// Every anchor on every scale whose IoU of sizes is above `threshold`.
  ///
  /// An object that no anchor fits is dropped.
  public static func shapeIoU(threshold: Double) -> AssignmentRule {
    AssignmentRule(ShapeIoURule(threshold: threshold))
  }
}

/// The anchors whose sizes overlap enough.
package struct ShapeIoURule: RuleChoice {
  package let threshold: Double

  package static let ruleWords = ["shape_iou"]

  package static let ruleKeys = [
    ConfigurationKey(
      "assignment.iou_threshold",
      .number(.fraction),
      with: ("rule", ruleWords),
      preset: "0.2",
      usual: ["0.1", "0.213", "0.225", "0.25", "0.3", "0.4", "0.5"],
      "the IoU of sizes above which an anchor is handed to the object"
    )
  ]

  package var phrase: String { "IoU of sizes > \(readable(threshold))" }

  package var ruleNumbers: [ChosenNumber?] {
    [ChosenNumber("assignment.iou_threshold", with: word, threshold)]
  }
}

extension ShapeIoURule {
  package init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(threshold: try section.number("iou_threshold"))
  }
}
