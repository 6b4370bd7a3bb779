/// One output of the network: a grid of cells, each with the same anchors.
public struct DetectionScale: Hashable, Sendable {
  /// What reports and arrays call this scale; unique within a configuration.
  public var name: String

  /// The side of one cell, in pixels of the network input; positive.
  public var stride: Int

  /// The anchors of each cell, in channel order; at least one.
  public var anchors: [AnchorSize]

  /// Where each of ``anchors`` stands in ``DetectorConfiguration/anchors``, darknet's `mask`; empty
  /// for a scale with anchors of its own.
  public var mask: [Int]

  /// The strides that a configuration file may give.
  ///
  /// Networks stop at 128; the bound keeps grid times stride far from overflow.
  public static let allowedStrides = 1...65_536

  /// How many anchors a scale of a configuration file may have.
  ///
  /// Networks have 3 to 9; a longer list is a mistake, such as all scales' anchors in one.
  public static let allowedAnchorCounts = 1...100

  /// Creates a scale from its name, stride in pixels and anchors in channel order.
  ///
  /// - Parameters:
  ///   - name: Unique within a configuration.
  ///   - stride: The side of a cell, in pixels.
  ///   - anchors: At least one.
  ///   - mask: Where each anchor stands in the list that all scales share, if they do.
  public init(name: String, stride: Int, anchors: [AnchorSize], mask: [Int] = []) {
    self.name = name
    self.stride = stride
    self.anchors = anchors
    self.mask = mask
  }
}
