import BoxGeometry
import DetectorConfiguration

/// An object that keeps overlapping anchors from being background, as one scale sees it.
struct GuardingObject {
  let box: CornerBox<Double>
  let size: BoxSize

  /// The centre, in cells.
  let center: (x: Double, y: Double)

  /// Where the cells lie whose predictions can overlap the object enough.
  let rows: Range<Int>
  let columns: Range<Int>

  /// Whether the shortcuts hold for this object; otherwise every anchor gets the exact test.
  let isOrdinary: Bool

  /// - Parameters:
  ///   - box: The object, in pixels of the network input.
  ///   - threshold: The least overlap that counts.
  ///   - stride: The size of a cell.
  ///   - reach: How far a centre can leave its cell to either side, in cells.
  ///   - grid: The number of rows and columns.
  init(
    _ box: CornerBox<Double>,
    threshold: Double,
    stride: Double,
    reach: Double,
    grid: (rows: Int, columns: Int)
  ) {
    self.box = box
    size = BoxSize(width: box.width, height: box.height)
    center = ((box.minX + box.maxX) / 2 / stride, (box.minY + box.maxY) / 2 / stride)
    let sides = 0.05...0x1p20
    isOrdinary =
      threshold >= 0.01 && sides.contains(size.width) && sides.contains(size.height)
      && abs(center.x) < 0x1p20 && abs(center.y) < 0x1p20
    guard isOrdinary else {
      (rows, columns) = (0..<grid.rows, 0..<grid.columns)
      return
    }
    // Sides of g and w whose centres are d apart share at most (g + w) / 2 - d, and w is at most
    // g / T: an overlap of T needs d <= g (1 - T) / (2 T).
    let share = (1 - threshold) / (2 * threshold) / stride
    rows = Self.cells(around: center.y, share * size.height, reach: reach, count: grid.rows)
    columns = Self.cells(around: center.x, share * size.width, reach: reach, count: grid.columns)
  }

  /// The cells whose centres of predictions can lie within a distance of a point.
  private static func cells(
    around center: Double,
    _ distance: Double,
    reach: Double,
    count: Int
  ) -> Range<Int> {
    let loose = 1e-4
    let least = (center - distance - 1 - reach - loose).rounded(.up)
    let largest = (center + distance + reach + loose).rounded(.down)
    let lower = Int(min(max(least, 0), Double(count)))
    let upper = Int(min(max(largest + 1, 0), Double(count)))
    return lower..<max(lower, upper)
  }
}
