import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// The parts of many losses, against the readable form of one of them.
@Suite("Sums of parts")
struct PartSumsTests {
  /// Weights of one; two objects that share an anchor, of two classes, divide its box loss.
  private static func detector() throws -> Detector {
    var components = LossComponents.reference
    components.assignment.collision = .allBoxesAllClasses
    components.box.sharedAnchor = .dividedByClasses
    components.background = BackgroundChoice(iouThreshold: 0.3, against: .image)
    components.reduction = .perImage(.sum)
    return try .of(
      [
        DetectionScale(name: "fine", stride: 16, anchorSides: [(20, 20)]),
        DetectionScale(name: "coarse", stride: 32, anchorSides: [(40, 40)]),
      ],
      width: 64,
      height: 32,
      classes: 2,
      components: components
    )
  }

  /// Every box is predicted in the middle of its cell, as large as its anchor.
  private static func heads(_ detector: Detector) throws -> [RawHead] {
    try detector.scales.map { scale in
      try RawHead(
        name: scale.name,
        values: (0..<scale.anchorCount * 7).map { $0 % 7 < 4 ? 0 : Double($0 % 5) - 2 },
        order: .nhwac,
        shape: [1, scale.rows, scale.columns, 1, 7],
        anchors: 1,
        classes: 2
      )
    }
  }

  /// The second and the fourth share the anchor of the first cell of the second row; the third is of
  /// the coarse scale.
  private static let objects = [
    TestAssigner.object(56, 8, 20, 20),
    TestAssigner.object(15, 24, 20, 20, classID: 1),
    TestAssigner.object(48, 16, 36, 40),
    TestAssigner.object(14, 24, 20, 20),
  ]

  /// The one loss of a detector.
  private static func plan(_ detector: Detector) -> PartPlan {
    var plan = PartPlan()
    plan.decodings = [detector]
    plan.groups = [0]
    let components = detector.components
    let box = plan.boxes.place(of: components.box)
    let objectness = plan.objectness.place(of: components.objectness)
    _ = plan.boxSums.place(of: .init(assignment: 0, decoding: 0, box: box))
    _ = plan.targetSums.place(
      of: .init(assignment: 0, objectness: objectness, decoding: -1, box: -1)
    )
    _ = plan.backgroundSums.place(
      of: .init(
        assignment: 0,
        objectness: objectness,
        decoding: 0,
        background: plan.backgrounds.place(of: components.background)
      )
    )
    _ = plan.classSums.place(
      of: .init(
        assignment: 0,
        classification: plan.classes.place(of: components.classification)
      )
    )
    return plan
  }

  @Test("are the readable form's on every scale, and so are the squares of the derivatives")
  func readable() throws {
    let detector = try Self.detector()
    let heads = try Self.heads(detector)
    let assignment = try TargetAssigner(detector)(Self.objects)
    let sums = PartSums(Self.plan(detector), heads, image: 0, assignments: [assignment])
    let (report, gradients) = try DetectorLoss.plain(detector).withDoubleGradient(
      heads: heads,
      targets: [assignment.targets(for: detector)]
    )
    #expect(sums.targets.count == 2)
    for (scale, gradient) in gradients.enumerated() {
      func squares(_ channels: Range<Int>) -> Double {
        gradient.values.enumerated().reduce(0) { sum, value in
          channels.contains(value.offset % 7) ? sum + value.element * value.element : sum
        }
      }
      let loss = report.scales[scale].loss
      let objectness = (
        value: sums.targets[scale].value + sums.background[scale].value,
        squares: sums.targets[scale].squares + sums.background[scale].squares
      )
      #expect(relativeError(sums.boxes[scale].value, reference: loss.box) < 1e-12)
      #expect(relativeError(sums.boxes[scale].squares, reference: squares(0..<4)) < 1e-12)
      #expect(relativeError(objectness.value, reference: loss.objectness) < 1e-12)
      #expect(relativeError(objectness.squares, reference: squares(4..<5)) < 1e-12)
      #expect(relativeError(sums.classes[scale].value, reference: loss.classification) < 1e-12)
      #expect(relativeError(sums.classes[scale].squares, reference: squares(5..<7)) < 1e-12)
    }
  }

  @Test("count the anchors that a later object alone keeps from being background")
  func ignored() throws {
    let detector = try Self.detector()
    let sums = PartSums(
      Self.plan(detector),
      try Self.heads(detector),
      image: 0,
      assignments: [try TargetAssigner(detector)(Self.objects)]
    )
    // Right of the shared anchor stands a box that shares 220 of 580 pixels with the second object.
    #expect(sums.ignored == [1, 0])
    #expect(sums.matches == [3, 1])
  }
}
