/// The width and height of an anchor box, in pixels of the network input.
///
/// Both are positive and finite, whatever unit the configuration file used.
public struct AnchorSize: Hashable, Sendable, BitwiseCopyable {
  /// The width, in pixels of the network input.
  public var width: Double

  /// The height, in pixels of the network input.
  public var height: Double

  /// Creates an anchor from its sides in pixels of the network input.
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }
}
