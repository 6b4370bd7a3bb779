/// A factor that makes easy anchors count less.
public struct FocalModulation: Hashable, Sendable {
  /// The factor `alpha` of the modulation; finite and not negative, and at most `1` if balanced.
  public var alpha: Double

  /// The exponent `gamma` of the modulation; finite and not negative.
  public var gamma: Double

  /// The formula that uses both.
  public var form: FocalForm

  /// Creates a modulation; the defaults are the reference's.
  public init(alpha: Double = 1, gamma: Double = 2, form: FocalForm = .squaredDistance) {
    self.alpha = alpha
    self.gamma = gamma
    self.form = form
  }

  /// The balanced focal loss of its paper: `alpha` a quarter, `gamma` two.
  ///
  /// - Source: Lin et al., *Focal Loss for Dense Object Detection*, ICCV 2017, section 5.1,
  ///   <https://arxiv.org/abs/1708.02002>.
  public static let balanced = FocalModulation(alpha: 0.25, gamma: 2, form: .balanced)
}

/// The formula of a focal factor.
public enum FocalForm: Hashable, Sendable {
  /// `alpha · |target - p|^gamma`, the same for objects and background; named after the
  /// reference's `gamma = 2`.
  case squaredDistance

  /// `(target · alpha + (1 - target) · (1 - alpha)) · (1 - q)^gamma` with
  /// `q = target · p + (1 - target) · (1 - p)`.
  case balanced
}

// MARK: - Reading

extension FocalForm {
  /// The words of a configuration file.
  package static let choices = Choices<FocalForm>(
    ["squared_distance": .squaredDistance, "balanced": .balanced]
  )
}

extension FocalModulation {
  /// Reads the section `focal`; what is absent is as in `standard`, or the form's own where the
  /// file names another form.
  package init(
    reading section: ConfigurationSection,
    or standard: FocalModulation
  ) throws(ConfigurationError) {
    try section.allowOnly(["alpha", "gamma", "form"])
    let form = try section.choice("form", of: FocalForm.choices, or: standard.form)
    switch form {
    case standard.form: self = standard
    case .squaredDistance: self.init()
    case .balanced: self = .balanced
    }
    alpha = try section.number(
      "alpha",
      form == .balanced ? .fraction : .nonNegative,
      or: alpha
    )
    gamma = try section.number("gamma", .nonNegative, or: gamma)
  }
}
