import DetectionText

/// The rule that hands anchors to an object.
///
/// "IoU of sizes" is that of two boxes with one centre.
public struct AssignmentRule: Hashable, Sendable {
  package let choice: any RuleChoice

  init(_ choice: any RuleChoice) { self.choice = choice }

  /// Whether rule and numbers are the same.
  public static func == (a: AssignmentRule, b: AssignmentRule) -> Bool {
    AnyHashable(a.choice) == AnyHashable(b.choice)
  }

  /// Hashes rule and numbers.
  public func hash(into hasher: inout Hasher) { choice.hash(into: &hasher) }
}

extension AssignmentRule {
  /// Every rule, in the order in which messages and help list them.
  ///
  /// A new one is a name here, a file beside this one for its words and keys, and one of the same
  /// name in `TargetAssignment` for what it does: a configuration is read by who assigns nothing.
  package static let shelf: [any RuleChoice.Type] = [
    AnchorIoURule.self,
    BestAnchorRule.self,
    SizeRatioRule.self,
    ShapeIoURule.self,
    GridIoURule.self,
    DynamicKRule.self,
  ]
}

/// An assignment rule as a configuration knows it: its words, its keys and its numbers.
package protocol RuleChoice: Hashable, Sendable {
  /// What a configuration calls it, or each of its family.
  static var ruleWords: [String] { get }

  /// The rows of its own keys in the section `assignment`.
  static var ruleKeys: [ConfigurationKey] { get }

  /// The collision policy without which it is not the rule that people know; `nil` for any.
  static var usualCollision: CollisionPolicy? { get }

  /// Reads its keys.
  init(_ section: ConfigurationSection) throws(Diagnostic)

  /// The word of a configuration file.
  var word: String { get }

  /// The numbers under its keys.
  var ruleNumbers: [ChosenNumber?] { get }

  /// Which anchors it takes, in a few words.
  var phrase: String { get }
}

extension RuleChoice {
  package static var ruleKeys: [ConfigurationKey] { [] }
  package static var usualCollision: CollisionPolicy? { nil }
  package var word: String { Self.ruleWords[0] }
}

// MARK: - Reading

extension AssignmentRule {
  /// The presets are those of the framework that a rule comes from.
  static let keys: [ConfigurationKey] =
    [
      ConfigurationKey(
        "assignment.rule",
        .words(shelf.flatMap { $0.ruleWords }),
        "the rule that hands anchors to an object"
      )
    ] + shelf.flatMap { $0.ruleKeys }

  /// Reads the rule of the section `assignment`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let type = try section.choice("rule", among: Self.shelf) { $0.ruleWords }
    choice = try type.init(section)
  }

  /// What a collision policy cannot be combined with, if that is what a choice does.
  static func conflict(_ assignment: AssignmentChoice) -> ChoiceConflict? {
    // A policy that belongs to a rule means nothing with another.
    let owners = shelf.filter { $0.usualCollision == assignment.collision }
    let (word, policy) = (assignment.rule.choice.word, assignment.collision.rawValue)
    guard !owners.isEmpty, !owners.contains(where: { $0.ruleWords.contains(word) }) else {
      return nil
    }
    let rules = owners.flatMap { $0.ruleWords }.map { quoted($0) }.joined(separator: " or ")
    return ChoiceConflict(
      found: "\"collision\": \(quoted(policy)) with \"rule\": \(quoted(word))",
      allowed: "this collision policy only with \"rule\": \(rules)",
      remedy: "change \"collision\" or \"rule\"",
      keys: ["assignment.collision", "assignment.rule"]
    )
  }
}
