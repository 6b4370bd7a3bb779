import DetectionNumerics

/// The weights of the classes in a softmax focal loss.
public enum ClassBalance<Scalar: RealNumber>: Sendable {
  /// All classes weigh one.
  case even

  /// A weight for each class, zero or more.
  case perClass([Scalar])

  /// `1 − α` for class 0, the background, and `α` for all objects, as in RetinaNet.
  case foreground(Scalar)

  /// `α` for class 0 and `1 − α` for all others: the article's reading of a single `α`.
  ///
  /// What is wrong with it: it quotes RetinaNet's `0.25`, which there is the weight of the
  /// objects, and gives it to the background. With the logits `[1, 2, 3, 0.5]` of an object of
  /// class 2 and `γ = 2` the article's form gives `0.047106693`, and ``foreground(_:)``
  /// `0.015702231`.
  ///
  /// - Source: the article *Focal loss explained* (<doc:Sources>).
  case articleScalar(Scalar)

  /// The weight of a class.
  @inlinable
  func weight(of k: Int) -> Scalar {
    switch self {
    case .even: 1
    case .perClass(let weights): weights[k]
    case .foreground(let alpha): k == 0 ? 1 - alpha : alpha
    case .articleScalar(let alpha): k == 0 ? alpha : 1 - alpha
    }
  }

  /// Throws unless there is a weight for each of `classes` classes, zero or more.
  @inlinable
  func validate(classes: Int) throws(LossError) {
    switch self {
    case .even:
      return
    case .perClass(let weights):
      try require("alpha", count: weights.count, equals: classes)
      try requireWeights("alpha", weights.span)
    case .foreground(let alpha), .articleScalar(let alpha):
      try requireFraction("alpha", alpha)
    }
  }
}
