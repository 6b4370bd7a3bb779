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
