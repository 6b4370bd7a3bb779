import DetectorConfiguration

extension FrameworkLoss {
  /// The number that a framework prints in place of its loss, for one scale of a batch.
  ///
  /// ```
  /// squared gradient          Σ g²
  /// overlap and squares       weight · mean over matches (1 - IoU) + Σ g² without the box
  /// ```
  ///
  /// - Source: darknet `forward_yolo_layer`, `*(l.cost)`; AlexeyAB's fork with an IoU loss.
  ///
  /// - Parameters:
  ///   - layers: The layers of the scale, image by image.
  ///   - weight: The weight of the box term.
  /// - Returns: The number, summed over the batch.
  func value(of layers: [LayerLoss], weight: Double) -> Double {
    let squares = layers.reduce(LossTerms()) { $0 + $1.squaredSlopes }
    switch self {
    case .squaredGradient: return squares.total
    case .overlapMeanAndSquares:
      let matches = layers.reduce(0) { $0 + $1.matches }
      let uncovered = layers.reduce(0) { $0 + $1.uncovered }
      let mean = matches > 0 ? uncovered / Double(matches) : 0
      return weight * mean + squares.objectness + squares.classification
    }
  }
}
