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
  public var centerScale: Double

  /// How the sides follow from the raw outputs.
  public var size: SizeDecoding

  /// Creates a decoding; the defaults are the reference's.
  public init(centerScale: Double = 1, size: SizeDecoding = .exponential) {
    self.centerScale = centerScale
    self.size = size
  }
}

/// How the sides of a box follow from the raw outputs.
public enum SizeDecoding: Hashable, Sendable {
  /// `exp(t) · anchor`, without a clamp.
  case exponential
}

// MARK: - Reading

extension SizeDecoding {
  /// The words of a configuration file.
  package static let choices = Choices<SizeDecoding>(
    ["exponential": .exponential],
    later: ["squared_sigmoid"]
  )
}

extension BoxDecoding {
  /// Reads the section `decoding`; what is absent is as in `standard`.
  package init(
    reading section: ConfigurationSection?,
    or standard: BoxDecoding
  ) throws(ConfigurationError) {
    self = standard
    guard let section else { return }
    try section.allowOnly(["center_scale", "size"])
    centerScale = try section.number("center_scale", .positive, or: standard.centerScale)
    size = try section.choice("size", of: SizeDecoding.choices, or: standard.size)
  }
}
