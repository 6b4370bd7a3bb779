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

  /// Creates a decoding; the defaults are the reference's.
  public init(
    centerScale: PerScale = LossComponents.reference.decoding.centerScale,
    size: SizeDecoding = LossComponents.reference.decoding.size
  ) {
    self.centerScale = centerScale
    self.size = size
  }
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
      "how many times its anchor a side can be"
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
        : .exponential(largestFactor: try section.numberOrNil("largest_factor"))
    )
  }
}
