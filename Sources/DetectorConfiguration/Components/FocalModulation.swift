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
public enum FocalForm: String, Hashable, Sendable, CaseIterable {
  /// `alpha · |target - p|^gamma`, the same for objects and background; named after the
  /// reference's `gamma = 2`.
  case squaredDistance = "squared_distance"

  /// `(target · alpha + (1 - target) · (1 - alpha)) · (1 - q)^gamma` with
  /// `q = target · p + (1 - target) · (1 - p)`.
  case balanced
}

// MARK: - Reading

extension FocalModulation {
  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "objectness.focal.alpha",
      .number(.nonNegative),
      with: ("form", ["squared_distance"]),
      preset: "1",
      "the factor of every anchor"
    ),
    ConfigurationKey(
      "objectness.focal.alpha",
      .number(.fraction),
      with: ("form", ["balanced"]),
      preset: "\(balanced.alpha)",
      "the share of objects against background"
    ),
    ConfigurationKey(
      "objectness.focal.gamma",
      .number(.nonNegative),
      with: ("form", ["squared_distance"]),
      preset: "2",
      "the exponent of the distance"
    ),
    ConfigurationKey(
      "objectness.focal.gamma",
      .number(.nonNegative),
      with: ("form", ["balanced"]),
      preset: "\(balanced.gamma)",
      "the exponent of what is missing to the right score"
    ),
    ConfigurationKey(
      "objectness.focal.form",
      .words(FocalForm.self),
      "the formula of the factor that makes easy anchors count less"
    ),
  ]

  /// Reads the section `objectness.focal`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      alpha: try section.number("alpha"),
      gamma: try section.number("gamma"),
      form: try section.choice("form")
    )
  }
}
