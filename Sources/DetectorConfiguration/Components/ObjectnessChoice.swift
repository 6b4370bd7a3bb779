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
