/// Which anchors answer for an object, and which object an anchor keeps when two claim it.
public struct AssignmentChoice: Hashable, Sendable {
  /// The rule that hands anchors to an object.
  public var rule: AssignmentRule

  /// What happens when two objects are handed the same anchor.
  public var collision: CollisionPolicy

  /// Creates a choice; the defaults are the reference's.
  public init(
    rule: AssignmentRule = .anchorIoU(threshold: AssignmentRule.referenceThreshold),
    collision: CollisionPolicy = .last
  ) {
    self.rule = rule
    self.collision = collision
  }
}

/// The rule that hands anchors to an object.
public enum AssignmentRule: Hashable, Sendable {
  /// Every anchor in the object's cell, on every scale, whose IoU with the object is above
  /// `threshold`; the best of all where none is.
  ///
  /// The anchor stands at the cell's centre, the object where it is.
  case anchorIoU(threshold: Double)

  /// The reference's threshold, hard-coded in its label pipeline.
  public static let referenceThreshold = 0.3
}

/// What happens when two objects are handed the same anchor of the same cell.
public enum CollisionPolicy: Hashable, Sendable {
  /// The later object in label order takes the anchor.
  case last

  /// The earlier object in label order keeps the anchor.
  case first
}

// MARK: - Reading

extension AssignmentRule {
  /// The words of a configuration file.
  package static let choices = Choices<AssignmentRule>(
    [
      Choices.Entry("anchor_iou", keys: ["iou_threshold"]) { rule in
        if case .anchorIoU = rule { true } else { false }
      } read: { (section, standard) throws(ConfigurationError) in
        var threshold = referenceThreshold
        if case .anchorIoU(let standard) = standard { threshold = standard }
        return .anchorIoU(
          threshold: try section.number("iou_threshold", .fraction, or: threshold)
        )
      }
    ],
    later: ["best_anchor", "best_anchor_plus", "size_ratio", "shape_iou", "grid_iou"]
  )
}

extension CollisionPolicy {
  /// The words of a configuration file.
  package static let choices = Choices<CollisionPolicy>(
    ["last": .last, "first": .first],
    later: ["both"]
  )
}

extension AssignmentChoice {
  /// Reads the section `assignment`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: AssignmentChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    let rules = AssignmentRule.choices
    rule = try section.choice("rule", of: rules, or: standard.rule)
    try section.allowOnly(["rule"] + (rules.entry(of: rule)?.keys ?? []) + ["collision"])
    collision = try section.choice(
      "collision",
      of: CollisionPolicy.choices,
      or: standard.collision
    )
  }
}
