import DetectionText

/// The loss of the objectness score: binary cross-entropy, modulated or plain.
public struct ObjectnessChoice: Hashable, Sendable {
  /// What the score of a positive anchor should be.
  public var target: ObjectnessTarget

  /// The focal factor of each term, or `nil` for plain binary cross-entropy.
  public var focal: FocalModulation?

  /// The factor of the whole term; finite and not negative.
  public var weight: Double

  /// The factor of the target's part in plain binary cross-entropy, `-q z log p - (1 - z) log(1 - p)`;
  /// finite and not negative, and 1 with a focal factor.
  public var positiveWeight: Double

  /// How near to 0 and 1 the probability can come in plain cross-entropy, in `0 ... 0.5`: nearer ones
  /// have no gradient; or `nil` if it is taken as it is, as with a focal factor.
  public var probabilityClip: Double?

  /// A further factor of each scale's term; finite and not negative.
  public var scaleWeights: PerScale

  /// Creates a choice; the defaults are the reference's.
  public init(
    target: ObjectnessTarget = LossComponents.reference.objectness.target,
    focal: FocalModulation? = LossComponents.reference.objectness.focal,
    weight: Double = LossComponents.reference.objectness.weight,
    positiveWeight: Double = LossComponents.reference.objectness.positiveWeight,
    probabilityClip: Double? = LossComponents.reference.objectness.probabilityClip,
    scaleWeights: PerScale = LossComponents.reference.objectness.scaleWeights
  ) {
    self.target = target
    self.focal = focal
    self.weight = weight
    self.positiveWeight = positiveWeight
    self.probabilityClip = probabilityClip
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
        "objectness.positive_weight",
        .number(.nonNegative),
        preset: "1",
        "the weight of positive anchors in plain cross-entropy"
      ),
      ConfigurationKey(
        "objectness.probability_clip",
        .numberOrNull(.half),
        preset: "null",
        "how near to 0 and 1 a probability can come in plain cross-entropy; nearer ones have no gradient"
      ),
      ConfigurationKey(
        "objectness.scale_weights",
        .numberPerScale(.nonNegative),
        usual: ["1"],
        "a further factor of each scale's objectness loss"
      ),
    ] + FocalModulation.keys

  var numbers: [ChosenNumber?] {
    var numbers = [
      ChosenNumber("objectness.weight", weight),
      ChosenNumber("objectness.positive_weight", positiveWeight),
      ChosenNumber("objectness.probability_clip", probabilityClip),
    ]
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
      positiveWeight: try section.number("positive_weight"),
      probabilityClip: try section.numberOrNil("probability_clip"),
      scaleWeights: try section.perScale("scale_weights", scales)
    )
  }
}

// MARK: - In words

extension ObjectnessChoice {
  /// The formula of any anchor, in a few words.
  package var phrases: [String] {
    guard let focal else {
      return ["cross-entropy"]
        + (positiveWeight == 1 ? [] : ["positives weigh \(readable(positiveWeight))"])
        + (probabilityClip.map { ["probabilities clipped by \(readable($0))"] } ?? [])
    }
    let word = focal.form.rawValue.split(separator: "_").joined(separator: " ")
    return ["\(word) focal, alpha \(readable(focal.alpha)), gamma \(readable(focal.gamma))"]
  }

  /// What a positive anchor should say, in a few words.
  package var targetPhrase: String {
    switch target {
    case .one: "target 1"
    case .overlap(1): "target the overlap"
    case .overlap(let share): "target \(readable(1 - share)) + \(readable(share)) overlap"
    }
  }

  /// What every anchor is multiplied by, in a few words.
  package func weightPhrases(for scales: [DetectionScale]) -> [String] {
    let isOne = scaleWeights == .same(1)
    return [readable(weight)] + (isOne ? [] : ["by scale \(scaleWeights.phrase(for: scales))"])
  }
}
