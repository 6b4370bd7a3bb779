import DetectorConfiguration

/// One anchor of one image: where a network makes one prediction.
public struct AnchorSite: Hashable, Sendable {
  /// The index of the scale in the configuration.
  public var scale: Int

  /// The row of the cell, from the top.
  public var row: Int

  /// The column of the cell, from the left.
  public var column: Int

  /// The index of the anchor within its scale.
  public var anchor: Int

  /// Creates a site.
  public init(scale: Int, row: Int, column: Int, anchor: Int) {
    self.scale = scale
    self.row = row
    self.column = column
    self.anchor = anchor
  }
}

extension AnchorSite: Comparable {
  /// Sites stand in the order scale, row, column, anchor.
  public static func < (a: AnchorSite, b: AnchorSite) -> Bool {
    (a.scale, a.row, a.column, a.anchor) < (b.scale, b.row, b.column, b.anchor)
  }
}

extension AnchorSite: CustomStringConvertible {
  /// The four indices in words.
  public var description: String { "scale \(scale), \(wordsWithinScale)" }

  /// The indices within the scale in words.
  package var wordsWithinScale: String { "row \(row), column \(column), anchor \(anchor)" }

  /// The site with the name of its scale, if the detector has it.
  package func name(in detector: Detector) -> String {
    guard detector.scales.indices.contains(scale) else { return description }
    return "\(detector.scales[scale].name), \(wordsWithinScale)"
  }
}
