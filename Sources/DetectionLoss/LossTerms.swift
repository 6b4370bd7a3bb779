/// A loss by its three parts.
public struct LossTerms: Hashable, Sendable {
  /// What the places and sizes of responsible anchors cost.
  public var box: Double

  /// What the objectness of all anchors that are not ignored costs.
  public var objectness: Double

  /// What the classes of responsible anchors cost.
  public var classification: Double

  /// Creates a loss from its parts.
  public init(box: Double = 0, objectness: Double = 0, classification: Double = 0) {
    self.box = box
    self.objectness = objectness
    self.classification = classification
  }

  /// The sum of the parts.
  public var total: Double { box + objectness + classification }
}

// MARK: - Arithmetic

extension LossTerms {
  /// The parts of both, added up.
  public static func + (a: LossTerms, b: LossTerms) -> LossTerms {
    LossTerms(
      box: a.box + b.box,
      objectness: a.objectness + b.objectness,
      classification: a.classification + b.classification
    )
  }

  /// Adds the parts of another loss.
  public static func += (a: inout LossTerms, b: LossTerms) {
    a = a + b
  }

}
