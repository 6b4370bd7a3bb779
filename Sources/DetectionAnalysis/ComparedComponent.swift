/// One component of a loss, in the order of the pipeline.
public enum ComparedComponent: String, Hashable, Sendable, CaseIterable {
  /// How raw values become boxes.
  case decoding

  /// Which anchors get which objects, and who keeps them.
  case assignment

  /// Which of the other anchors are negative, and which ignored.
  case background

  /// What boxes cost.
  case box

  /// What objectness costs.
  case objectness

  /// What classes cost.
  case classification

  /// How terms become one number, and what the trainer makes of their weights.
  case reduction

  /// Gives `components` this component of another loss.
  func copy(from other: LossComponents, into components: inout LossComponents) {
    switch self {
    case .decoding: components.decoding = other.decoding
    case .assignment: components.assignment = other.assignment
    case .background: components.background = other.background
    case .box: components.box = other.box
    case .objectness: components.objectness = other.objectness
    case .classification: components.classification = other.classification
    case .reduction:
      components.reduction = other.reduction
      components.gains = other.gains
    }
  }
}

extension DetectorConfiguration {
  /// The components in which this configuration differs from its dialect, in the order of the
  /// pipeline: what a file of its own sections asks for.
  ///
  /// - Edge cases: a section that says what the dialect says makes no difference.
  /// - Complexity: O(1).
  public var ownComponents: [ComparedComponent] {
    guard let standard = LossComponents.dialect(named: dialect) else { return [] }
    return ComparedComponent.allCases.filter {
      var mixture = standard
      $0.copy(from: components, into: &mixture)
      return mixture != standard
    }
  }
}
