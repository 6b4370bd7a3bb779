/// The width and height of an image or of a network input, in pixels.
public struct PixelSize: Hashable, Sendable {
  /// The extent along `x`.
  public var width: Int

  /// The extent along `y`.
  public var height: Int

  /// Creates a size.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

extension PixelSize: CustomStringConvertible {
  /// Width and height as the command line writes them, `416x416`.
  public var description: String { "\(width)x\(height)" }
}
