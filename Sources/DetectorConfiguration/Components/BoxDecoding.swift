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
  public init(centerScale: PerScale = .same(1), size: SizeDecoding = .exponential()) {
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

extension SizeDecoding {
  /// The words of a configuration file.
  package static let choices = Choices<SizeDecoding>([
    Choices.Entry("exponential", keys: ["largest_factor"]) { size in
      if case .exponential = size { true } else { false }
    } read: { (section, standard) throws(ConfigurationError) in
      var factor: Double?
      if case .exponential(let standard) = standard { factor = standard }
      return .exponential(
        largestFactor: try section.numberOrNull("largest_factor", .positive, or: factor)
      )
    },
    Choices.Entry("squared_sigmoid", .squaredSigmoid),
  ])
}

extension BoxDecoding {
  /// Reads the section `decoding`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: BoxDecoding,
    scales: [DetectionScale]
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    centerScale = try section.perScale(
      "center_scale",
      .positive,
      scales,
      or: standard.centerScale
    )
    size = try section.choice("size", of: SizeDecoding.choices, or: standard.size)
    try section.allowOnly(
      ["center_scale", "size"],
      with: [SizeDecoding.choices.keys(of: size, at: "size")]
    )
  }
}
