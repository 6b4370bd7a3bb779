/// A number that a framework prints as its loss and that is not the function it trains on.
public enum FrameworkLoss: Hashable, Sendable {
  /// The squared length of the gradient by the raw outputs: darknet's cost.
  case squaredGradient

  /// The mean of one minus the overlap, and the squared length of the other gradients: AlexeyAB's
  /// darknet's cost with an overlap for its box loss.
  case overlapMeanAndSquares
}

// MARK: - Reading

extension FrameworkLoss {
  /// The words of a configuration file.
  package static let choices = Choices<FrameworkLoss>([
    "squared_gradient": .squaredGradient,
    "overlap_mean_and_squares": .overlapMeanAndSquares,
  ])

  /// Reads the section `report`; what is absent is as in `standard`.
  package static func reading(
    _ section: ConfigurationSection?,
    or standard: FrameworkLoss?
  ) throws(ConfigurationError) -> FrameworkLoss? {
    guard let section else { return standard }
    try section.allowOnly(["framework_loss"])
    guard let value = section.value("framework_loss") else { return standard }
    guard value.json.content != .null else { return nil }
    return try choices.entry(spelled: value, .textOrNull).read(section, .squaredGradient)
  }
}
