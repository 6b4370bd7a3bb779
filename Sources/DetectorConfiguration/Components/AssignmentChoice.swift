/// Which anchors are positive for an object, and which object an anchor keeps when two claim it.
public struct AssignmentChoice: Hashable, Sendable {
  /// The rule that hands anchors to an object.
  public var rule: AssignmentRule

  /// What happens when two objects are handed the same anchor.
  public var collision: CollisionPolicy

  /// Where an object's centre is taken to stand.
  public var center: ObjectCenter

  /// In which numbers the cell of a centre is computed.
  public var cell: CellArithmetic

  /// Creates a choice; the defaults are the reference's.
  public init(
    rule: AssignmentRule = LossComponents.reference.assignment.rule,
    collision: CollisionPolicy = LossComponents.reference.assignment.collision,
    center: ObjectCenter = LossComponents.reference.assignment.center,
    cell: CellArithmetic = LossComponents.reference.assignment.cell
  ) {
    self.rule = rule
    self.collision = collision
    self.center = center
    self.cell = cell
  }
}

/// Where an object's centre is taken to stand: for its anchors, for what its box is trained towards,
/// and for the background.
public enum ObjectCenter: String, Hashable, Sendable, CaseIterable {
  /// Where it stands.
  case exact

  /// At the whole pixel at or before it on each axis; the sides stay.
  ///
  /// - Source: keras-yolo3's `preprocess_true_boxes`, which halves the sum of two corners by an
  ///   integer division.
  case wholePixels = "whole_pixels"
}

/// In which numbers the cell of an object's centre is computed.
public enum CellArithmetic: String, Hashable, Sendable, CaseIterable {
  /// Of the centre over the stride.
  case exact

  /// Of the centre as a fraction of the input in single precision, times the number of cells: a centre
  /// on a cell's edge may come to lie one cell short.
  ///
  /// - Source: keras-yolo3's `preprocess_true_boxes`, whose boxes are `float32`.
  case float32Fraction = "float32_fraction"
}

// MARK: - Reading

extension AssignmentChoice {
  static let keys: [ConfigurationKey] =
    AssignmentRule.keys + [
      ConfigurationKey(
        "assignment.collision",
        .words(CollisionPolicy.self),
        "what happens when two objects are handed the same anchor"
      ),
      ConfigurationKey(
        "assignment.center",
        .words(ObjectCenter.self),
        preset: "\"exact\"",
        "where an object's centre is taken to stand"
      ),
      ConfigurationKey(
        "assignment.cell",
        .words(CellArithmetic.self),
        preset: "\"exact\"",
        "in which numbers the cell of a centre is computed"
      ),
    ]

  /// Reads the section `assignment`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      rule: try AssignmentRule(section),
      collision: try section.choice("collision"),
      center: try section.choice("center"),
      cell: try section.choice("cell")
    )
  }
}

// MARK: - In words

extension AssignmentChoice {
  /// What it chooses, in a few words each.
  package var phrases: [String] {
    [rule.choice.phrase, collision.phrase]
      + (center == .wholePixels ? ["centres on whole pixels"] : [])
      + (cell == .float32Fraction ? ["cells by float32 fractions"] : [])
  }
}
