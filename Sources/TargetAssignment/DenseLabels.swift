import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The dense label tensors of one image and scale, as training pipelines hold them.
///
/// ```
/// label  [H, W, A, 5 + C]     centre x, centre y, width, height (pixels of the network input), 1,
///                             class values;    all zero where the anchor predicts no object
/// boxes  [M, 4]               centre x, centre y, width, height of each object of the scale,
///                             then rows of zeros
/// ```
///
/// The toolkit itself never needs them: ten anchors of ten thousand are positive. They are
/// written for comparing with somebody's pipeline, and read to compute a loss on exactly
/// somebody's labels. They hold one box for an anchor: where several are asked for, the one written
/// last stands there, and the classes of all.
public enum DenseLabels {
  /// The label tensor of one image and scale, in C order.
  ///
  /// - Parameters:
  ///   - targets: The scale's positive anchors.
  ///   - scale: The scale.
  ///   - smoothing: How much of a class target is spread.
  ///   - form: In which way.
  /// - Returns: `H · W · A · (5 + C)` values.
  /// - Throws: An error for targets that no assignment on the scale makes, such as an anchor or a
  ///   class that it has not.
  /// - Complexity: O(H · W · A · C), the size of the result.
  public static func label(
    _ targets: ScaleTargets,
    scale: Detector.Scale,
    smoothing: Double,
    form: SmoothingForm = .uniform
  ) throws(Diagnostic) -> [Float] {
    try targets.check(on: scale, objects: nil, at: Place(parts: ["scale \(quoted(scale.name))"]))
    let channels = scale.channels
    let anchors = scale.anchors.count
    var values = [Float](repeating: 0, count: scale.anchorCount * channels)
    for target in targets.positives {
      let start =
        ((target.row * scale.columns + target.column) * anchors + target.anchor) * channels
      let box = target.box
      values[start] = Float(box.centerX)
      values[start + 1] = Float(box.centerY)
      values[start + 2] = Float(box.width)
      values[start + 3] = Float(box.height)
      values[start + 4] = 1
      for classTarget in target.classTargets {
        let smoothed = classTarget.values(classes: scale.classes, smoothing: smoothing, form: form)
        for (classID, value) in smoothed.enumerated() {
          values[start + 5 + classID] = max(values[start + 5 + classID], Float(value))
        }
      }
    }
    return values
  }

  /// The object list of one image and scale, `[capacity, 4]` in C order.
  ///
  /// - Throws: An error for a list with room for fewer objects than there are.
  public static func boxes(_ targets: ScaleTargets, capacity: Int) throws(Diagnostic) -> [Float] {
    let count = targets.backgroundObjects.count
    guard count <= capacity else {
      throw Diagnostic(
        .request,
        code: "targets.capacity",
        found: "a list of \(capacity) objects",
        allowed: "at least \(count), which there are",
        remedy: "give the list more rows"
      )
    }
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
  /// uniform   y (1 - e) + e / C
  /// half      y (1 - e) + e / 2
  /// flip      1 - d for y = 1, d for y = 0,  d = min(e, 1 / C)
  /// ```
  ///
  /// with `y` one for the classes that are asked for.
  ///
  /// - Source: uniform: Szegedy et al., *Rethinking the Inception Architecture*, 2016, section 7,
  ///   and the reference; half: darknet and ultralytics; flip: PaddleDetection.
  public func values(
    classes: Int,
    smoothing: Double,
    form: SmoothingForm = .uniform
  ) -> [Double] {
    let asked: [Int]
    switch self {
    case .distribution(let values): return values
    case .index(let classID): asked = [classID]
    case .indices(let classIDs): asked = classIDs
    }
    let (yes, no) = form.targets(classes: classes, smoothing: smoothing)
    var values = [Double](repeating: no, count: classes)
    for classID in asked { values[classID] = yes }
    return values
  }
}

extension SmoothingForm {
  /// The target of a class that is asked for, and of one that is not.
  package func targets(classes: Int, smoothing: Double) -> (yes: Double, no: Double) {
    switch self {
    case .uniform:
      let share = smoothing / Double(classes)
      return (1 - smoothing + share, share)
    case .half:
      return (1 - smoothing + smoothing / 2, smoothing / 2)
    case .flip:
      let share = min(smoothing, 1 / Double(classes))
      return (1 - share, share)
    }
  }
}
