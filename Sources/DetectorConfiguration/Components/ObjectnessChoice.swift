/// The loss of the objectness score: binary cross-entropy, modulated or plain.
public struct ObjectnessChoice: Hashable, Sendable {
  /// What the score of a responsible anchor should be.
  public var target: ObjectnessTarget

  /// The focal factor of each term, or `nil` for plain binary cross-entropy.
  public var focal: FocalModulation?

  /// The factor of the whole term; finite and not negative.
  public var weight: Double

  /// A further factor of each scale's term; finite and not negative.
  public var scaleWeights: PerScale

  /// Creates a choice; the defaults are the reference's.
  public init(
    target: ObjectnessTarget = .one,
    focal: FocalModulation? = FocalModulation(),
    weight: Double = 1,
    scaleWeights: PerScale = .same(1)
  ) {
    self.target = target
    self.focal = focal
    self.weight = weight
    self.scaleWeights = scaleWeights
  }
}

/// What the objectness of a responsible anchor should be.
public enum ObjectnessTarget: Hashable, Sendable {
  /// One, however well the box fits.
  case one

  /// `(1 - share) + share · max(overlap, 0)` with the overlap of the box loss, held constant in the
  /// gradient; `share` in `0 ... 1`.
  case overlap(share: Double = 1)
}

// MARK: - Reading

extension ObjectnessTarget {
  /// The words of a configuration file.
  package static let choices = Choices<ObjectnessTarget>([
    Choices.Entry("one", .one),
    Choices.Entry("overlap", keys: ["overlap_share"]) { target in
      if case .overlap = target { true } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      var share = 1.0
      if case .overlap(let given) = standard { share = given }
      return .overlap(share: try section.number("overlap_share", .fraction, or: share))
    },
  ])
}

extension ObjectnessChoice {
  /// Reads the section `objectness`; what is absent is as in `standard`.
  ///
  /// `"focal": null` means plain binary cross-entropy. Where the dialect has no focal factor, a
  /// section given for it is completed by the reference's.
  package init(
    reading section: ConfigurationSection?,
    or standard: ObjectnessChoice,
    scales: [DetectionScale]
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    let targets = ObjectnessTarget.choices
    target = try section.choice("target", of: targets, or: standard.target)
    try section.allowOnly(
      ["target", "focal", "weight", "scale_weights"],
      with: [targets.keys(of: target, at: "target")]
    )
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
    scaleWeights = try section.perScale(
      "scale_weights",
      .nonNegative,
      scales,
      or: standard.scaleWeights
    )
  }
}
