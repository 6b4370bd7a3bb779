/// The loss of the objectness score: binary cross-entropy, modulated or plain.
public struct ObjectnessChoice: Hashable, Sendable {
  /// What the score of a responsible anchor should be.
  public var target: ObjectnessTarget

  /// The focal factor of each term, or `nil` for plain binary cross-entropy.
  public var focal: FocalModulation?

  /// The factor of the whole term; finite and not negative.
  public var weight: Double

  /// Creates a choice; the defaults are the reference's.
  public init(
    target: ObjectnessTarget = .one,
    focal: FocalModulation? = FocalModulation(),
    weight: Double = 1
  ) {
    self.target = target
    self.focal = focal
    self.weight = weight
  }
}

/// What the objectness of a responsible anchor should be.
public enum ObjectnessTarget: Hashable, Sendable {
  /// One, however well the box fits.
  case one
}

/// A factor that makes easy anchors count less.
public struct FocalModulation: Hashable, Sendable {
  /// The factor `alpha` of the modulation; finite and not negative.
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
}

/// The formula of a focal factor.
public enum FocalForm: Hashable, Sendable {
  /// `alpha · |target - p|^gamma`, the same for objects and background; named after the
  /// reference's `gamma = 2`.
  case squaredDistance
}

// MARK: - Reading

extension ObjectnessTarget {
  /// The words of a configuration file.
  package static let choices = Choices<ObjectnessTarget>(
    ["one": .one],
    later: ["iou", "overlap"]
  )
}

extension FocalForm {
  /// The words of a configuration file.
  package static let choices = Choices<FocalForm>(
    ["squared_distance": .squaredDistance],
    later: ["balanced"]
  )
}

extension FocalModulation {
  /// Reads the section `focal`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection,
    or standard: FocalModulation
  ) throws(ConfigurationError) {
    self = standard
    try section.allowOnly(["alpha", "gamma", "form"])
    alpha = try section.number("alpha", .nonNegative, or: standard.alpha)
    gamma = try section.number("gamma", .nonNegative, or: standard.gamma)
    form = try section.choice("form", of: FocalForm.choices, or: standard.form)
  }
}

extension ObjectnessChoice {
  /// Reads the section `objectness`; what is absent is as in `standard`.
  ///
  /// `"focal": null` means plain binary cross-entropy. Where the dialect has no focal factor, a
  /// section given for it is completed by the reference's.
  package init(
    reading section: ConfigurationSection?,
    or standard: ObjectnessChoice
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    try section.allowOnly(["target", "focal", "weight"])
    target = try section.choice("target", of: ObjectnessTarget.choices, or: standard.target)
    if let value = section.value("focal") {
      focal =
        value.json.content == .null
        ? nil
        : try FocalModulation(
          reading: ConfigurationSection(value, expected: .sectionOrNull),
          or: standard.focal ?? FocalModulation()
        )
    }
    weight = try section.number("weight", .nonNegative, or: standard.weight)
  }
}
