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

// MARK: - Reading

extension ClassLoss {
  /// The words of a configuration file.
  package static let choices = Choices<ClassLoss>(
    ["sigmoid": .sigmoid],
    later: ["focal", "softmax"]
  )
}

extension ClassificationChoice {
  /// Reads the section `classification`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: ClassificationChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    try section.allowOnly(["loss", "label_smoothing", "weight"])
    loss = try section.choice("loss", of: ClassLoss.choices, or: standard.loss)
    labelSmoothing = try section.number("label_smoothing", .fraction, or: standard.labelSmoothing)
    weight = try section.number("weight", .nonNegative, or: standard.weight)
  }
}
