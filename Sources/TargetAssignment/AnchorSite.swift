import DetectorConfiguration

/// One anchor of one image: where a network makes one prediction.
public struct AnchorSite: Hashable, Sendable {
  // In 32 bits each: of a million boxes every one has some sites, and no grid has that many rows. What
  // lies beyond becomes the nearest number, which no grid has either.
  private var scaleNumber, rowNumber, columnNumber, anchorNumber: Int32

  /// The index of the scale in the configuration.
  public var scale: Int {
    get { Int(scaleNumber) }
    set { scaleNumber = Int32(clamping: newValue) }
  }

  /// The row of the cell, from the top.
  public var row: Int {
    get { Int(rowNumber) }
    set { rowNumber = Int32(clamping: newValue) }
  }

  /// The column of the cell, from the left.
  public var column: Int {
    get { Int(columnNumber) }
    set { columnNumber = Int32(clamping: newValue) }
  }

  /// The index of the anchor within its scale.
  public var anchor: Int {
    get { Int(anchorNumber) }
    set { anchorNumber = Int32(clamping: newValue) }
  }

  /// Creates a site.
  public init(scale: Int, row: Int, column: Int, anchor: Int) {
    (scaleNumber, rowNumber) = (Int32(clamping: scale), Int32(clamping: row))
    (columnNumber, anchorNumber) = (Int32(clamping: column), Int32(clamping: anchor))
  }
}

extension AnchorSite: Comparable {
  /// Sites stand in the order scale, row, column, anchor.
  public static func < (a: AnchorSite, b: AnchorSite) -> Bool { a.rank < b.rank }

  /// The four numbers as two, whose order is the same.
  private var rank: (UInt64, UInt64) {
    func joined(_ upper: Int32, _ lower: Int32) -> UInt64 {
      UInt64(UInt32(bitPattern: upper) ^ 1 << 31) << 32
        | UInt64(UInt32(bitPattern: lower) ^ 1 << 31)
    }
    return (joined(scaleNumber, rowNumber), joined(columnNumber, anchorNumber))
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
