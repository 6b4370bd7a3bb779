/// The loss of the objectness score: binary cross-entropy, modulated or plain.
public struct ObjectnessChoice: Hashable, Sendable {
  /// What the score of a positive anchor should be.
  public var target: ObjectnessTarget

  /// The focal factor of each term, or `nil` for plain binary cross-entropy.
  public var focal: FocalModulation?

  /// The factor of the whole term; finite and not negative.
  public var weight: Double

  /// A further factor of each scale's term; finite and not negative.
  public var scaleWeights: PerScale

  /// Creates a choice; the defaults are the reference's.
  public init(
    target: ObjectnessTarget = LossComponents.reference.objectness.target,
    focal: FocalModulation? = LossComponents.reference.objectness.focal,
    weight: Double = LossComponents.reference.objectness.weight,
    scaleWeights: PerScale = LossComponents.reference.objectness.scaleWeights
  ) {
    self.target = target
    self.focal = focal
    self.weight = weight
    self.scaleWeights = scaleWeights
  }
}

/// What the objectness of a positive anchor should be.
public enum ObjectnessTarget: Hashable, Sendable {
  /// One, however well the box fits.
  case one

  /// `(1 - share) + share · max(overlap, 0)` with the overlap of the box loss, held constant in the
  /// gradient; `share` in `0 ... 1`.
  case overlap(share: Double = 1)
}

extension ObjectnessTarget {
  /// What the objectness of a positive anchor should be: 1, or its share of the overlap of the boxes,
  /// which is never below 0.
  package func value(overlap: Double?) -> Double {
    switch self {
    case .one: 1
    case .overlap(let share): 1 - share + share * max(overlap ?? 0, 0)
    }
  }
}

// MARK: - Reading

extension ObjectnessChoice {
  static let keys: [ConfigurationKey] =
    [
      ConfigurationKey(
        "objectness.target",
        .words(["one", "overlap"]),
        "what the objectness of a positive anchor should be"
      ),
      ConfigurationKey(
        "objectness.overlap_share",
        .number(.fraction),
        with: ("target", ["overlap"]),
        preset: "1",
        usual: ["0", "0.25", "0.5", "0.75"],
        "how much of the target is the overlap; the rest is one"
      ),
      ConfigurationKey(
        "objectness.focal",
        .sectionOrNull,
        usual: FocalModulation.usualSections,
        "the factor that makes easy anchors count less, or null for plain cross-entropy"
      ),
      ConfigurationKey(
        "objectness.weight",
        .number(.nonNegative),
        usual: ["0.1", "0.25", "0.4", "0.5", "0.7", "2", "3", "5", "10"],
        "the factor of the whole objectness loss"
      ),
      ConfigurationKey(
        "objectness.scale_weights",
        .numberPerScale(.nonNegative),
        usual: ["1"],
        "a further factor of each scale's objectness loss"
      ),
    ] + FocalModulation.keys

  var numbers: [ChosenNumber?] {
    var numbers = [ChosenNumber("objectness.weight", weight)]
    if case .overlap(let share) = target {
      numbers.append(ChosenNumber("objectness.overlap_share", share))
    }
    guard let focal else { return numbers }
    return numbers
      + ChosenNumber.alphaAndGamma(
        "objectness.focal",
        with: focal.form.rawValue,
        focal.alpha,
        focal.gamma
      )
  }

  /// Reads the section `objectness`.
  init(_ section: ConfigurationSection, scales: [DetectionScale]) throws(Diagnostic) {
    self.init(
      target: try section.word("target") == "overlap"
        ? .overlap(share: try section.number("overlap_share")) : .one,
      focal: try section.subsectionOrNil("focal").map {
        (focal) throws(Diagnostic) in try FocalModulation(focal)
      },
      weight: try section.number("weight"),
      scaleWeights: try section.perScale("scale_weights", scales)
    )
  }
}
