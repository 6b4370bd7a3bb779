/// The loss of the class scores of a responsible anchor.
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
public enum SmoothingForm: Hashable, Sendable {
  /// `y · (1 - e) + e / K`, which keeps the sum.
  case uniform

  /// `y · (1 - e) + e / 2`.
  case half

  /// `1 - d` and `d`, where `d = min(e, 1 / K)`.
  case flip
}

/// Whether a detector of one class has a class loss.
public enum SingleClass: Hashable, Sendable {
  /// It has, as with any number of classes.
  case count

  /// It has none: there is nothing to tell apart.
  case skip
}

// MARK: - Reading

extension ClassLoss {
  /// The words of a configuration file.
  package static let choices = Choices<ClassLoss>([
    Choices.Entry("sigmoid", .sigmoid),
    Choices.Entry("focal", keys: ["alpha", "gamma"]) { loss in
      if case .focal = loss { true } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      var (alpha, gamma) = (FocalModulation.balanced.alpha, FocalModulation.balanced.gamma)
      if case .focal(let first, let second) = standard { (alpha, gamma) = (first, second) }
      return .focal(
        alpha: try section.number("alpha", .fraction, or: alpha),
        gamma: try section.number("gamma", .nonNegative, or: gamma)
      )
    },
    Choices.Entry("softmax", .softmax),
    Choices.Entry("normalized_sigmoid", .normalizedSigmoid),
  ])
}

extension SmoothingForm {
  /// The words of a configuration file.
  package static let choices = Choices<SmoothingForm>(
    ["uniform": .uniform, "half": .half, "flip": .flip]
  )
}

extension SingleClass {
  /// The words of a configuration file.
  package static let choices = Choices<SingleClass>(["count": .count, "skip": .skip])
}

extension ClassificationChoice {
  /// Reads the section `classification`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: ClassificationChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    let losses = ClassLoss.choices
    loss = try section.choice("loss", of: losses, or: standard.loss)
    try section.allowOnly(
      ["loss", "label_smoothing", "smoothing", "weight", "single_class"],
      with: [losses.keys(of: loss, at: "loss")]
    )
    labelSmoothing = try section.number("label_smoothing", .fraction, or: standard.labelSmoothing)
    smoothing = try section.choice(
      "smoothing",
      of: SmoothingForm.choices,
      or: standard.smoothing
    )
    weight = try section.number("weight", .nonNegative, or: standard.weight)
    singleClass = try section.choice(
      "single_class",
      of: SingleClass.choices,
      or: standard.singleClass
    )
  }
}
