import DetectionText

/// How the raw outputs of an anchor become a box in pixels of the network input.
///
/// ```
/// centre = (sigmoid(t) · s - (s - 1) / 2 + cell) · stride
/// ```
///
/// where `s` is ``centerScale``; the sides follow ``size``.
public struct BoxDecoding: Hashable, Sendable {
  /// The factor `s` by which the centre's reach is stretched around the cell; positive and finite.
  ///
  /// At `1`, plain YOLOv3, a centre cannot leave its cell.
  public var centerScale: PerScale

  /// How the sides follow from the raw outputs.
  public var size: SizeDecoding

  /// What the score of a detection is; no loss asks.
  public var score: DetectionScore

  /// Creates a decoding; the defaults are the reference's.
  public init(
    centerScale: PerScale = LossComponents.reference.decoding.centerScale,
    size: SizeDecoding = LossComponents.reference.decoding.size,
    score: DetectionScore = .objectnessTimesClass
  ) {
    self.centerScale = centerScale
    self.size = size
    self.score = score
  }
}

/// What the score of a detection is.
public enum DetectionScore: String, Hashable, Sendable, CaseIterable {
  /// `sigmoid(objectness) · p(class)`.
  case objectnessTimesClass = "objectness_times_class"

  /// `p(class)`, of a network whose classes say already that there is an object.
  case classAlone = "class"
}

/// How the sides of a box follow from the raw outputs.
public enum SizeDecoding: Hashable, Sendable {
  /// `min(exp(t), largestFactor) · anchor`; without a bound where that is `nil`.
  case exponential(largestFactor: Double? = nil)

  /// `(2 · sigmoid(t))² · anchor`, which cannot exceed four anchors.
  case squaredSigmoid
}

// MARK: - Reading

extension BoxDecoding {
  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "decoding.center_scale",
      .numberPerScale(.positive),
      usual: ["1", "1.05", "1.1", "1.2", "1.5", "2"],
      "how far a centre's reach is stretched around its cell; 1 keeps it inside"
    ),
    ConfigurationKey(
      "decoding.size",
      .words(["exponential", "squared_sigmoid"]),
      "how the sides of a box follow from the raw outputs"
    ),
    ConfigurationKey(
      "decoding.largest_factor",
      .numberOrNull(.positive),
      with: ("size", ["exponential"]),
      preset: "null",
      usual: ["1000", "62.5"],
      "how many times its anchor a side can be"
    ),
    ConfigurationKey(
      "decoding.score",
      .words(DetectionScore.self),
      isWithoutEffect: true,
      "what the score of a detection is; no loss asks"
    ),
  ]

  var numbers: [ChosenNumber?] {
    guard case .exponential(let factor) = size else { return [] }
    return [ChosenNumber("decoding.largest_factor", factor)]
  }

  /// Reads the section `decoding`.
  init(_ section: ConfigurationSection, scales: [DetectionScale]) throws(Diagnostic) {
    self.init(
      centerScale: try section.perScale("center_scale", scales),
      size: try section.word("size") == "squared_sigmoid"
        ? .squaredSigmoid
        : .exponential(largestFactor: try section.numberOrNil("largest_factor")),
      score: DetectionScore(rawValue: try section.word("score")) ?? .objectnessTimesClass
    )
  }
}

// MARK: - In words

extension BoxDecoding {
  /// What of it a loss feels, in a few words each.
  package var phrases: [String] {
    let sides =
      switch size {
      case .exponential(let factor):
        "exp(t) anchors" + (factor.map { ", at most \(readable($0))" } ?? "")
      case .squaredSigmoid: "(2 sigmoid(t))² anchors"
      }
    return ["centre scale \(centerScale.phrase)", sides]
  }
}
