import DetectionText

extension AssignmentRule {
  /// Anchors in the cells that hold an object's centre go to the object that they overlap most, if
  /// by more than `threshold`; each object also gets the anchors that it overlaps most.
  ///
  /// The anchor stands at the cell's centre, the object where it is.
  public static func gridIoU(threshold: Double) -> AssignmentRule {
    AssignmentRule(GridIoURule(threshold: threshold))
  }
}

/// The anchors of the cells that hold any object's centre.
package struct GridIoURule: RuleChoice {
  package let threshold: Double

  package static let ruleWords = ["grid_iou"]

  package static let usualCollision: CollisionPolicy? = .bestIoUThenLast

  package static let ruleKeys = [
    ConfigurationKey(
      "assignment.iou_threshold",
      .number(.fraction),
      with: ("rule", ruleWords),
      preset: "0.5",
      usual: ["0.3", "0.4", "0.6", "0.7"],
      "the IoU with the object above which an anchor of its cell goes to it"
    )
  ]

  package var phrase: String {
    "the best of an object, and each anchor's best object with IoU > \(readable(threshold))"
  }

  package var ruleNumbers: [ChosenNumber?] {
    [ChosenNumber("assignment.iou_threshold", with: word, threshold)]
  }
}

extension GridIoURule {
  package init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(threshold: try section.number("iou_threshold"))
  }
}
