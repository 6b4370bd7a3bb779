import BoxGeometry
import DetectorConfiguration

/// The cell of one scale that an object's centre lies in.
package struct ObjectCell {
  /// The row within the scale.
  package let row: Int

  /// The column within the scale.
  package let column: Int

  /// The centre, in cells from the corner of the input.
  package let center: (x: Double, y: Double)

  private let stride: Double

  package init(of box: CornerBox<Double>, on scale: Detector.Scale) {
    stride = Double(scale.stride)
    center = ((box.minX + box.maxX) / 2 / stride, (box.minY + box.maxY) / 2 / stride)
    column = Self.index(center.x, count: scale.columns)
    row = Self.index(center.y, count: scale.rows)
  }

  /// The cell that holds a coordinate, or the nearest of the grid.
  ///
  /// Clamped to the grid as a number: a far centre need not fit an integer.
  package static func index(_ coordinate: Double, count: Int) -> Int {
    Int(min(max(coordinate.rounded(.down), 0), Double(count - 1)))
  }

  /// An anchor around the middle of the centre's cell, before that was clamped to the grid, in
  /// pixels.
  func box(of anchor: AnchorSize) -> CornerBox<Double> {
    CornerBox(
      CenterBox(
        centerX: (center.x.rounded(.down) + 0.5) * stride,
        centerY: (center.y.rounded(.down) + 0.5) * stride,
        width: anchor.width,
        height: anchor.height
      )
    )
  }
}

extension AnchorSize {
  /// The overlap of an object and this anchor by their sizes alone, both around one centre.
  func iouOfSizes(with box: CornerBox<Double>) -> Double {
    let shared = min(width, box.width) * min(height, box.height)
    return shared / (width * height + box.area - shared)
  }
}
