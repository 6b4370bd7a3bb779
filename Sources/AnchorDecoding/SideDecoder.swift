import DetectionNumerics

/// How a side follows from a raw number, in units of the anchor's.
@usableFromInline
enum SideDecoder<Scalar: RealNumber>: Sendable {
  /// `exp(t)`, at most a factor.
  case exponential(largestFactor: Scalar?)

  /// `(2 · sigmoid(t))²`.
  case squaredSigmoid

  /// The factor that a raw number stands for.
  @inlinable
  func factor(_ t: Scalar) -> Scalar {
    switch self {
    case .exponential(nil): return Scalar.exp(t)
    case .exponential(let largest?): return min(Scalar.exp(t), largest)
    case .squaredSigmoid:
      let twice = 2 * Scalar.sigmoid(t)
      return twice * twice
    }
  }

  /// ``factor(_:)`` and its derivative, which is zero where the factor is clamped.
  @inlinable
  func factorWithDerivative(_ t: Scalar) -> (factor: Scalar, derivative: Scalar) {
    switch self {
    case .exponential(nil):
      let factor = Scalar.exp(t)
      return (factor, factor)
    case .exponential(let largest?):
      let factor = Scalar.exp(t)
      return factor <= largest ? (factor, factor) : (largest, 0)
    case .squaredSigmoid:
      let p = Scalar.sigmoids(t)
      let twice = 2 * p.of
      return (twice * twice, 8 * p.of * p.of * p.ofNegative)
    }
  }

  /// The raw number that stands for a factor; `nil` if none does.
  func raw(_ factor: Scalar) -> Scalar? {
    switch self {
    case .exponential(let largest):
      if let largest, factor > largest { return nil }
      return Scalar.log(factor)
    case .squaredSigmoid:
      let p = factor.squareRoot() / 2
      guard p > 0, p < 1 else { return nil }
      return Scalar.log(p) - Scalar.log(onePlus: -p)
    }
  }
}
