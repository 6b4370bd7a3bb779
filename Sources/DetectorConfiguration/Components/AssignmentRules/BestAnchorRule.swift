import DetectionText

/// When an anchor beside the best one is handed to an object.
public enum ExtraAnchors: String, Hashable, Sendable, CaseIterable {
  /// Whenever its IoU is above the threshold.
  case always

  /// Only if no object before this one has it.
  case ifFree = "if_free"
}

/// What says how alike the sizes of an object and an anchor are.
public enum SizeOverlap: String, Hashable, Sendable, CaseIterable {
  /// The IoU of both around one centre.
  case shapeIoU = "shape_iou"

  /// The CIoU of both with one corner at one place, so that their centres are apart.
  case cornerCIoU = "corner_ciou"
}

extension AssignmentRule {
  /// The anchor of all scales whose IoU of sizes with the object is best.
  public static let bestAnchor = AssignmentRule(BestAnchorRule(overlap: .shapeIoU, extras: nil))

  /// The anchor of all scales whose size is most like the object's by an overlap.
  public static func bestAnchor(by overlap: SizeOverlap) -> AssignmentRule {
    AssignmentRule(BestAnchorRule(overlap: overlap, extras: nil))
  }

  /// The best anchor, and every other whose IoU of sizes is above `threshold`.
  public static func bestAnchorPlus(threshold: Double, extras: ExtraAnchors) -> AssignmentRule {
    AssignmentRule(
      BestAnchorRule(
        overlap: .shapeIoU,
        extras: BestAnchorRule.Extras(threshold: threshold, kind: extras)
      )
    )
  }
}

/// The best anchor of all, and perhaps others.
package struct BestAnchorRule: RuleChoice {
  /// What is compared.
  package let overlap: SizeOverlap

  /// The overlap that others must exceed, and whether they yield; `nil` for the best alone.
  package let extras: Extras?

  package struct Extras: Hashable, Sendable {
    package let threshold: Double
    package let kind: ExtraAnchors
  }

  package static let ruleWords = ["best_anchor", "best_anchor_plus"]

  package static let ruleKeys = [
    // Everybody's but one.
    ConfigurationKey(
      "assignment.overlap",
      .words(SizeOverlap.self),
      with: ("rule", ruleWords),
      preset: "\"shape_iou\"",
      "what says how alike the sizes of an object and an anchor are"
    ),
    // That of yolov4.cfg; darknet itself has the rule off.
    ConfigurationKey(
      "assignment.iou_threshold",
      .number(.fraction),
      with: ("rule", [ruleWords[1]]),
      preset: "0.213",
      usual: ["0.1", "0.2", "0.25", "0.3", "0.4", "0.6", "0.7"],
      "the overlap of sizes above which a further anchor is handed to the object"
    ),
    ConfigurationKey(
      "assignment.extras",
      .words(ExtraAnchors.self),
      with: ("rule", [ruleWords[1]]),
      preset: "\"always\"",
      "when an anchor beside the best one is handed to an object"
    ),
  ]

  package var word: String { Self.ruleWords[extras == nil ? 0 : 1] }

  package var phrase: String {
    guard let extras else { return "the best anchor" }
    let others = "the best anchor and those with IoU of sizes > \(readable(extras.threshold))"
    return extras.kind == .ifFree ? "\(others) that are free" : others
  }

  package var ruleNumbers: [ChosenNumber?] {
    extras.map { [ChosenNumber("assignment.iou_threshold", with: word, $0.threshold)] } ?? []
  }
}

extension BestAnchorRule {
  package init(_ section: ConfigurationSection) throws(Diagnostic) {
    overlap = try section.choice("overlap")
    guard try section.word("rule") == Self.ruleWords[1] else {
      extras = nil
      return
    }
    extras = Extras(
      threshold: try section.number("iou_threshold"),
      kind: try section.choice("extras")
    )
  }
}
