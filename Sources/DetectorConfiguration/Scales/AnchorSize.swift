/// The width and height of an anchor box, in pixels of the network input.
///
/// Both are positive and finite. Those of a configuration are in its
/// ``DetectorConfiguration/anchorUnit``; those of a ``Detector`` are in pixels.
public struct AnchorSize: Hashable, Sendable, BitwiseCopyable {
  /// The width, in pixels of the network input.
  public var width: Double

  /// The height, in pixels of the network input.
  public var height: Double

  /// The sides that a configuration file may give, in pixels.
  ///
  /// No image comes near either end; within them an area neither overflows nor vanishes, in
  /// single precision either.
  public static let allowedSides = 1e-6...1e6

  /// The sides that a configuration file may give, as fractions of the input's.
  ///
  /// Wide enough for pixels that were called fractions, which a warning tells better than an
  /// error; small enough for areas in single precision.
  public static let allowedFractions = 1e-6...1e3

  /// Creates an anchor from its sides in pixels of the network input.
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }
}
