/// What a framework prints as its loss where that is not the function it trains on.
public enum FrameworkLoss: String, Hashable, Sendable, CaseIterable {
  /// The squared length of the gradient by the raw outputs: darknet's cost.
  case squaredGradient = "squared_gradient"

  /// The mean of one minus the overlap, and the squared length of the other gradients: AlexeyAB's
  /// darknet's cost with an overlap for its box loss.
  case overlapMeanAndSquares = "overlap_mean_and_squares"

  /// The parts of the loss without the factor of the batch: ultralytics' log.
  case partsPerImage = "parts_per_image"

  /// Whether it is made of the derivatives, and so costs a pass over them.
  package var needsGradient: Bool { self != .partsPerImage }
}

// MARK: - Reading

extension FrameworkLoss {
  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "report.framework_loss",
      .wordsOrNull(allCases.map(\.rawValue)),
      "what the framework prints as its loss where that is not what it trains on"
    )
  ]
}
