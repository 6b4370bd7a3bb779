public import BoxGeometry
public import DetectorConfiguration
public import TargetAssignment

/// Assigners of small detectors, and objects for them.
public enum TestAssigner {
  /// The assigner of a detector with the reference's other components.
  public static func assigner(
    _ choice: AssignmentChoice = AssignmentChoice(),
    width: Int = 416,
    height: Int = 416,
    scales: [DetectionScale] = DetectionScale.yolov3,
    classes: Int = 4,
    background: BackgroundChoice = BackgroundChoice()
  ) throws -> TargetAssigner {
    var components = LossComponents.reference
    components.assignment = choice
    components.background = background
    return TargetAssigner(
      try .of(scales, width: width, height: height, classes: classes, components: components)
    )
  }

  /// An object around a point.
  public static func object(
    _ x: Double,
    _ y: Double,
    _ width: Double,
    _ height: Double,
    classID: Int = 0
  ) -> LabeledBox {
    let center = CenterBox<Double>(centerX: x, centerY: y, width: width, height: height)
    return LabeledBox(box: CornerBox(center), classID: classID)
  }

  /// Objects of many sizes, whose centres lie within an input.
  public static func randomObjects(_ count: Int, seed: UInt64, width: Double, height: Double)
    -> [LabeledBox]
  {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      object(
        generator.uniform(0...width),
        generator.uniform(0...height),
        generator.uniform(2...300),
        generator.uniform(2...300)
      )
    }
  }
}
