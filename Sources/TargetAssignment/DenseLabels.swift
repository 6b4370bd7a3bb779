import BoxGeometry
import DetectorConfiguration

/// The dense label tensors of one image and scale, as training pipelines hold them.
///
/// ```
/// label  [H, W, A, 5 + C]     centre x, centre y, width, height (pixels of the network input), 1,
///                             class values;    all zero where no object is responsible
/// boxes  [M, 4]               centre x, centre y, width, height of each object of the scale,
///                             then rows of zeros
/// ```
///
/// The toolkit itself never needs them: ten anchors of ten thousand are responsible. They are
/// written for comparing with somebody's pipeline, and read to compute a loss on exactly
/// somebody's labels.
public enum DenseLabels {
  /// The label tensor of one image and scale, in C order.
  ///
  /// - Parameters:
  ///   - targets: The scale's responsible anchors.
  ///   - grid: Its cells.
  ///   - classes: The number of classes, `C`.
  ///   - smoothing: The share of a class target that is spread evenly over all classes.
  /// - Returns: `H · W · A · (5 + C)` values.
  /// - Complexity: O(H · W · A · C), the size of the result.
  public static func label(
    _ targets: ScaleTargets,
    grid: ScaleGrid,
    classes: Int,
    smoothing: Double
  ) -> [Float] {
    let channels = 5 + classes
    let anchors = grid.scale.anchors.count
    var values = [Float](repeating: 0, count: grid.anchorCount * channels)
    for target in targets.responsible {
      let start = ((target.row * grid.columns + target.column) * anchors + target.anchor) * channels
      values[start] = Float(target.box.centerX)
      values[start + 1] = Float(target.box.centerY)
      values[start + 2] = Float(target.box.width)
      values[start + 3] = Float(target.box.height)
      values[start + 4] = 1
      let smoothed = target.classTarget.values(classes: classes, smoothing: smoothing)
      for (classID, value) in smoothed.enumerated() {
        values[start + 5 + classID] = Float(value)
      }
    }
    return values
  }

  /// The object list of one image and scale, `[capacity, 4]` in C order.
  ///
  /// - Precondition: There are at most `capacity` objects.
  public static func boxes(_ targets: ScaleTargets, capacity: Int) -> [Float] {
    precondition(targets.backgroundObjects.count <= capacity, "the object list is too short")
    var values: [Float] = []
    for box in targets.backgroundObjects.map(CenterBox.init) {
      values += [box.centerX, box.centerY, box.width, box.height].map { Float($0) }
    }
    return values + [Float](repeating: 0, count: capacity * 4 - values.count)
  }
}

extension ClassTarget {
  /// The target value of each class.
  ///
  /// ```
  /// value = onehot · (1 - smoothing) + smoothing / C
  /// ```
  ///
  /// - Source: Szegedy et al., *Rethinking the Inception Architecture*, 2016, section 7.
  public func values(classes: Int, smoothing: Double) -> [Double] {
    switch self {
    case .distribution(let values): values
    case .index(let classID):
      (0..<classes).map { ($0 == classID ? 1 - smoothing : 0) + smoothing / Double(classes) }
    }
  }
}
