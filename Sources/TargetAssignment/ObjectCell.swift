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
    let (x, y) = ((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2)
    switch scale.cell {
    case .exact:
      center = (x / stride, y / stride)
    case .float32Fraction:
      let input = scale.input
      center = (
        Double(Float(x) / Float(input.width)) * Double(scale.columns),
        Double(Float(y) / Float(input.height)) * Double(scale.rows)
      )
    }
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

extension ObjectCenter {
  /// The objects as an assignment takes them.
  func placed(_ objects: [LabeledBox]) -> [LabeledBox] {
    guard self == .wholePixels else { return objects }
    return objects.map { LabeledBox(box: $0.box.aroundWholePixel, classID: $0.classID) }
  }
}

extension CornerBox<Double> {
  /// This box moved left and up until its centre is a whole pixel.
  ///
  /// The corners' mean is taken in single precision, as the framework does, unless it is whole already.
  /// Half of a side is rounded to 2^-30 pixels, so that the mean of the new corners is the whole pixel
  /// and nothing beside it.
  fileprivate var aroundWholePixel: CornerBox<Double> {
    func sides(_ low: Double, _ high: Double) -> (Double, Double) {
      let middle = (low + high) / 2
      let center =
        middle == middle.rounded()
        ? middle : Double(((Float(low) + Float(high)) / 2).rounded(.down))
      let half = max(((high - low) / 2 * 0x1p30).rounded(), 1) * 0x1p-30
      return (center - half, center + half)
    }
    let (x, y) = (sides(minX, maxX), sides(minY, maxY))
    return CornerBox(minX: x.0, minY: y.0, maxX: x.1, maxY: y.1)
  }
}

extension AnchorSize {
  /// The overlap of an object and this anchor by their sizes alone, both around one centre.
  func iouOfSizes(with box: CornerBox<Double>) -> Double {
    let shared = min(width, box.width) * min(height, box.height)
    return shared / (width * height + box.area - shared)
  }
}
