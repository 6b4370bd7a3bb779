import BoxGeometry
import DetectionNumerics

/// Labelled objects with about the sizes and shapes that COCO's have at 416 pixels.
///
/// ```
/// side  = 40 · exp(normal(0, 1))            the geometric mean of width and height, in pixels
/// shape = exp(normal(0, 0.3))               width = side · shape, height = side / shape
/// ```
///
/// with sides clamped to `4 ... 400`. A box lies wholly inside the input, its place and class drawn
/// evenly.
package enum SyntheticObjects {
  /// The objects of one image, in pixels of the network input.
  package static func image(
    _ image: Int,
    count: Int,
    classes: Int,
    seed: UInt64
  ) -> [LabeledBox] {
    // Another stream than that of the heads of the same image.
    var random = RandomNumbers(seed: ~seed, image: image)
    return (0..<count).map { _ in
      let side = 40 * Double.exp(random.normal(0, 1))
      let shape = Double.exp(random.normal(0, 0.3))
      let width = min(max(side * shape, 4), 400)
      let height = min(max(side / shape, 4), 400)
      let left = random.uniform(0, Double(MeasuredDetector.input.width) - width)
      let top = random.uniform(0, Double(MeasuredDetector.input.height) - height)
      return LabeledBox(
        box: CornerBox(minX: left, minY: top, maxX: left + width, maxY: top + height),
        classID: random.index(below: classes)
      )
    }
  }
}
