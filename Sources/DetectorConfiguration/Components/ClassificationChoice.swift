/// The loss of the class scores of a positive anchor.
public struct ClassificationChoice: Hashable, Sendable {
  /// The formula.
  public var loss: ClassLoss

  /// How much the targets are smoothed, `e`; in `0 ... 1`.
  public var labelSmoothing: Double

  /// What smoothing makes of a target.
  public var smoothing: SmoothingForm

  /// The factor of the whole term; finite and not negative.
  public var weight: Double

  /// Whether a detector of one class has this term.
  public var singleClass: SingleClass

  /// Creates a choice; the defaults are the reference's.
  public init(
    loss: ClassLoss = .sigmoid,
    labelSmoothing: Double = 0.01,
    smoothing: SmoothingForm = .uniform,
    weight: Double = 1,
    singleClass: SingleClass = .count
  ) {
    self.loss = loss
    self.labelSmoothing = labelSmoothing
    self.smoothing = smoothing
    self.weight = weight
    self.singleClass = singleClass
  }
}

/// The formula of a class loss; `p` are the sigmoids of the class logits.
public enum ClassLoss: Hashable, Sendable {
  /// One binary cross-entropy per class, so that classes need not exclude each other.
  case sigmoid

  /// One balanced focal loss per class; `alpha` in `0 ... 1`, `gamma` finite and not negative.
  case focal(alpha: Double = 0.25, gamma: Double = 2)

  /// The cross-entropy of the softmax of the logits.
  case softmax

  /// `-ln(p / Σ p)` of the object's class: zzh8829's.
  case normalizedSigmoid
}

/// What label smoothing by `e` makes of a target `y` that is 0 or 1, among `K` classes.
public enum SmoothingForm: String, Hashable, Sendable, CaseIterable {
  /// `y · (1 - e) + e / K`, which keeps the sum.
  case uniform

  /// `y · (1 - e) + e / 2`.
  case half

  /// `1 - d` and `d`, where `d = min(e, 1 / K)`.
  case flip
}

/// Whether a detector of one class has a class loss.
public enum SingleClass: String, Hashable, Sendable, CaseIterable {
  /// It has, as with any number of classes.
  case count

  /// It has none: there is nothing to tell apart.
  case skip
}

// MARK: - Reading

extension ClassificationChoice {
  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "classification.loss",
      .words(["sigmoid", "focal", "softmax", "normalized_sigmoid"]),
      "the formula of the class loss"
    ),
    ConfigurationKey(
      "classification.alpha",
      .number(.fraction),
      with: ("loss", ["focal"]),
      preset: "\(FocalModulation.balanced.alpha)",
      "the share of the class that is there in the focal loss"
    ),
    ConfigurationKey(
      "classification.gamma",
      .number(.nonNegative),
      with: ("loss", ["focal"]),
      preset: "\(FocalModulation.balanced.gamma)",
      "the exponent of the focal loss"
    ),
    ConfigurationKey(
      "classification.label_smoothing",
      .number(.fraction),
      "how much the class targets are smoothed"
    ),
    ConfigurationKey(
      "classification.smoothing",
      .words(SmoothingForm.self),
      "what smoothing makes of a target"
    ),
    ConfigurationKey(
      "classification.weight",
      .number(.nonNegative),
      "the factor of the whole class loss"
    ),
    ConfigurationKey(
      "classification.single_class",
      .words(SingleClass.self),
      "whether a detector of one class has a class loss"
    ),
  ]

  /// Reads the section `classification`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let loss: ClassLoss
    switch try section.word("loss") {
    case "sigmoid": loss = .sigmoid
    case "focal":
      loss = .focal(alpha: try section.number("alpha"), gamma: try section.number("gamma"))
    case "softmax": loss = .softmax
    case "normalized_sigmoid": loss = .normalizedSigmoid
    case let word: preconditionFailure("a loss of the table that means nothing: \(word)")
    }
    self.init(
      loss: loss,
      labelSmoothing: try section.number("label_smoothing"),
      smoothing: try section.choice("smoothing"),
      weight: try section.number("weight"),
      singleClass: try section.choice("single_class")
    )
  }
}
