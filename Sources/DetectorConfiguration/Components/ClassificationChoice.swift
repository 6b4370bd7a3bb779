/// The loss of the class scores of a responsible anchor.
public struct ClassificationChoice: Hashable, Sendable {
  /// The formula.
  public var loss: ClassLoss

  /// The share `e` of the target that is spread over all `K` classes; in `0 ... 1`.
  ///
  /// The target is `(1 - e) · onehot + e / K`.
  public var labelSmoothing: Double

  /// The factor of the whole term; finite and not negative.
  public var weight: Double

  /// Creates a choice; the defaults are the reference's.
  public init(loss: ClassLoss = .sigmoid, labelSmoothing: Double = 0.01, weight: Double = 1) {
    self.loss = loss
    self.labelSmoothing = labelSmoothing
    self.weight = weight
  }
}

/// The formula of a class loss.
public enum ClassLoss: Hashable, Sendable {
  /// One binary cross-entropy per class, so that classes need not exclude each other.
  case sigmoid
}
