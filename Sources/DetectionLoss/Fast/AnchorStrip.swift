import AnchorDecoding

/// Some rows of a head, whose anchors the fast path takes together.
///
/// Its anchors are numbered anchor by anchor, each anchor's cells row by row: one order for every
/// layout, so that sums have the same bits for all of them.
struct AnchorStrip {
  let rows: Range<Int>
  let columns: Int
  let anchors: Int

  /// The number of cells.
  var cells: Int { rows.count * columns }

  /// The number of anchors of all its cells.
  var count: Int { cells * anchors }

  /// The number of an anchor.
  @inline(__always)
  func index(row: Int, column: Int, anchor: Int) -> Int {
    anchor * cells + (row - rows.lowerBound) * columns + column
  }

  /// Cuts the rows of a grid into strips of some eight thousand anchors, which fit into the
  /// processor's nearest caches and keep the memory of a thread small.
  static func strips(of layout: HeadLayout) -> [AnchorStrip] {
    let height = max(1, 8192 / (layout.columns * layout.anchors))
    return stride(from: 0, to: layout.rows, by: height).map {
      AnchorStrip(
        rows: $0..<min($0 + height, layout.rows),
        columns: layout.columns,
        anchors: layout.anchors
      )
    }
  }
}
