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

// MARK: - Reading

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
    try section.allowOnly(["rule", "collision"], with: [rules.keys(of: rule, at: "rule")])
    collision = try section.choice(
      "collision",
      of: CollisionPolicy.choices,
      or: standard.collision
    )
  }
}
