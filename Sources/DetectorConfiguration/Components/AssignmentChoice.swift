/// Which anchors are positive for an object, and which object an anchor keeps when two claim it.
public struct AssignmentChoice: Hashable, Sendable {
  /// The rule that hands anchors to an object.
  public var rule: AssignmentRule

  /// What happens when two objects are handed the same anchor.
  public var collision: CollisionPolicy

  /// Creates a choice; the defaults are the reference's.
  public init(
    rule: AssignmentRule = LossComponents.reference.assignment.rule,
    collision: CollisionPolicy = LossComponents.reference.assignment.collision
  ) {
    self.rule = rule
    self.collision = collision
  }
}

// MARK: - Reading

extension AssignmentChoice {
  static let keys: [ConfigurationKey] =
    AssignmentRule.keys + [
      ConfigurationKey(
        "assignment.collision",
        .words(CollisionPolicy.self),
        "what happens when two objects are handed the same anchor"
      )
    ]

  /// Reads the section `assignment`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      rule: try AssignmentRule(section),
      collision: try section.choice("collision")
    )
  }
}

// MARK: - In words

extension AssignmentChoice {
  /// What it chooses, in a few words each.
  package var phrases: [String] { [rule.choice.phrase, collision.phrase] }
}
