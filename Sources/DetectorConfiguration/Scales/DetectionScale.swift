/// One output of the network: a grid of cells, each with the same anchors.
public struct DetectionScale: Hashable, Sendable {
  /// What reports and arrays call this scale; unique within a configuration.
  public var name: String

  /// The side of one cell, in pixels of the network input; positive.
  public var stride: Int

  /// The anchors of each cell, in channel order; at least one.
  public var anchors: [AnchorSize]

  /// Creates a scale from its name, stride in pixels and anchors in channel order.
  public init(name: String, stride: Int, anchors: [AnchorSize]) {
    self.name = name
    self.stride = stride
    self.anchors = anchors
  }
}
