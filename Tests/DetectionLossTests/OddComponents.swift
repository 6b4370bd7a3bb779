import BoxGeometry
import DetectorConfiguration

/// Choices that nobody trains with: some make no loss at all, the others an odd one.
enum OddComponents {
  typealias Change = @Sendable (inout LossComponents) -> Void

  /// By what is odd about them; none stops the program.
  static let all: [(name: String, change: Change)] = broken + extreme + combined

  /// What no file may have, each in a place that once stopped the program or was computed in silence.
  static let broken: [(name: String, change: Change)] = [
    ("softmax smoothed by 5", { softmax(&$0, smoothing: 5) }),
    ("softmax smoothed by -3", { softmax(&$0, smoothing: -3) }),
    ("softmax smoothed by NaN", { softmax(&$0, smoothing: .nan) }),
    ("largest factor NaN", { $0.decoding.size = .exponential(largestFactor: .nan) }),
    ("largest factor -1", { $0.decoding.size = .exponential(largestFactor: -1) }),
    ("background threshold NaN", { compare(&$0, above: .nan) }),
    ("background threshold -1", { compare(&$0, above: -1) }),
    ("class gate NaN", { compare(&$0, above: 0.5, gate: .nan) }),
    ("focal gamma -3", { focal(&$0, 1, -3, .squaredDistance) }),
    ("balanced alpha 3", { focal(&$0, 3, 2, .balanced) }),
    ("varifocal gamma NaN", { focal(&$0, 1, .nan, .varifocal) }),
    ("overlap share 9", { $0.objectness.target = .overlap(share: 9) }),
    ("centre scale -5", { $0.decoding.centerScale = .same(-5) }),
    ("centre scale 0", { $0.decoding.centerScale = .same(0) }),
    ("centre scale NaN", { $0.decoding.centerScale = .same(.nan) }),
    ("no box term", { $0.box.terms = [] }),
    ("clamp NaN", { offsets(&$0, CenterTerm(.l1, clamp: .nan)) }),
    ("clamp 0.6", { offsets(&$0, CenterTerm(.l1, clamp: 0.6)) }),
    ("box weight NaN", { $0.box.terms[0].weight = .nan }),
    ("objectness weight infinite", { $0.objectness.weight = .infinity }),
    ("class weight NaN", { $0.classification.weight = .nan }),
    ("scale weight -1", { $0.objectness.scaleWeights = .same(-1) }),
    ("threshold NaN", { $0.assignment.rule = .anchorIoU(threshold: .nan) }),
    ("ratio 0", { $0.assignment.rule = .sizeRatio(below: 0, neighborCells: true) }),
    ("positive weight NaN", { $0.classification.loss = .sigmoid(positiveWeight: .nan) }),
    ("clip 0.6", { $0.classification.loss = .sigmoid(clip: 0.6) }),
    ("overlap cost NaN", { $0.assignment.rule = .dynamicK(overlapCost: .nan) }),
    ("least side -1", { offsets(&$0, CenterTerm(.l1), SizeTerm(.l1, leastSide: -1)) }),
    ("size NaN", { $0.gains = Gains(.bySizeAndClasses, size: .nan) }),
    ("epsilon NaN", { overlap(&$0, .iou, epsilon: BoxEpsilon(.nan)) }),
    (
      "both collisions and softmax",
      {
        softmax(&$0, smoothing: 0)
        $0.assignment.collision = .allBoxesAllClasses
      }
    ),
    (
      "a policy of another rule",
      {
        $0.assignment = AssignmentChoice(
          rule: .anchorIoU(threshold: 0.3),
          collision: .bestIoUThenLast
        )
      }
    ),
    (
      "offsets of squared sigmoids",
      {
        offsets(&$0, CenterTerm(.l1))
        $0.decoding.size = .squaredSigmoid
      }
    ),
  ]

  /// The ends of the ranges.
  static let extreme: [(name: String, change: Change)] = [
    ("as it is", { _ in }),
    ("centre scale tiny", { $0.decoding.centerScale = .same(1e-300) }),
    ("centre scale huge", { $0.decoding.centerScale = .same(1e300) }),
    ("largest factor tiny", { $0.decoding.size = .exponential(largestFactor: 1e-300) }),
    ("largest factor huge", { $0.decoding.size = .exponential(largestFactor: 1e300) }),
    ("background threshold 0", { compare(&$0, above: 0) }),
    ("background threshold 1", { compare(&$0, above: 1, gate: 0) }),
    ("anchor threshold 1", { $0.assignment.rule = .anchorIoU(threshold: 1) }),
    ("grid threshold 0", { $0.assignment.rule = .gridIoU(threshold: 0) }),
    ("shape threshold 0", { $0.assignment.rule = .shapeIoU(threshold: 0) }),
    (
      "ratio huge",
      { $0.assignment.rule = .sizeRatio(below: .greatestFiniteMagnitude, neighborCells: true) }
    ),
    ("weights huge", { $0.box.terms[0].weight = 1e308 }),
    ("epsilon huge", { overlap(&$0, .iou, epsilon: BoxEpsilon(1e308, .fractions)) }),
    ("power huge", { overlap(&$0, .alpha(AlphaIoU(power: 1e300))) }),
    ("gamma huge", { focal(&$0, 1, 1e300, .squaredDistance) }),
    ("balanced alpha 1", { focal(&$0, 1, 0, .balanced) }),
    ("varifocal alpha 0", { focal(&$0, 0, 1e300, .varifocal) }),
    ("class gamma huge", { $0.classification.loss = .focal(alpha: 1, gamma: 1e300) }),
    ("varifocal classes", { $0.classification.loss = .varifocal(alpha: 1e300, gamma: 0) }),
    ("softmax smoothed by 1", { softmax(&$0, smoothing: 1) }),
    (
      "flipped by 1",
      {
        $0.classification.labelSmoothing = 1
        $0.classification.smoothing = .flip
      }
    ),
    ("positive weight huge", { $0.classification.loss = .sigmoid(positiveWeight: 1e300) }),
    ("clip 0.5", { $0.classification.loss = .sigmoid(clip: 0.5) }),
    ("clip 0", { $0.classification.loss = .sigmoid(clip: 0) }),
    ("no overlaps in k", { $0.assignment.rule = .dynamicK(overlapsInK: 0, overlapCost: 1e300) }),
    ("least side huge", { offsets(&$0, CenterTerm(.l1), SizeTerm(.l1, leastSide: 1e300)) }),
    ("size tiny", { $0.gains = Gains(.bySizeAndClasses, size: 1e-300) }),
    ("size huge", { $0.gains = Gains(.bySizeAndClasses, size: 1e300) }),
    ("clamp 0.5", { offsets(&$0, CenterTerm(.l1, clamp: 0.5)) }),
    ("eight terms", { $0.box.terms = Array(repeating: $0.box.terms[0], count: 8) }),
  ]

  /// Each word of the components with whatever else a configuration has.
  static let combined: [(name: String, change: Change)] = {
    var all: [(name: String, change: Change)] = []
    for policy in CollisionPolicy.allCases {
      all.append(("collision \(policy)", { $0.assignment.collision = policy }))
    }
    for measure in OverlapMeasure.allMeasures {
      for form in OverlapForm.allCases {
        all.append(("\(measure) \(form)", { overlap(&$0, measure, form: form) }))
      }
    }
    for loss in CenterTermLoss.allCases {
      all.append(("centre \(loss)", { offsets(&$0, CenterTerm(loss)) }))
    }
    for objects in BackgroundObjects.allCases {
      for overlap in BackgroundOverlap.allCases {
        let choice = BackgroundChoice(against: objects, overlapOf: overlap, classGate: 0.1)
        all.append(("background \(objects) \(overlap)", { $0.background = choice }))
      }
    }
    for form in SmoothingForm.allCases {
      let choice = ClassificationChoice(loss: .normalizedSigmoid, smoothing: form)
      all.append(("normalised sigmoids, smoothing \(form)", { $0.classification = choice }))
    }
    for loss in FrameworkLoss.allCases {
      all.append(("prints \(loss)", { $0.frameworkLoss = loss }))
    }
    for center in ObjectCenter.allCases {
      for cell in CellArithmetic.allCases {
        all.append(
          (
            "centre \(center), cell \(cell)",
            {
              $0.assignment.center = center
              $0.assignment.cell = cell
            }
          )
        )
      }
    }
    for overlap in SizeOverlap.allCases {
      all.append(("best by \(overlap)", { $0.assignment.rule = .bestAnchor(by: overlap) }))
    }
    for mean in ObjectnessMean.allCases {
      let choice = ReductionChoice.perScale(timesBatchSize: true, objectnessOver: mean)
      all.append(("objectness over \(mean)", { $0.reduction = choice }))
    }
    for rule in Gains.Rule.allCases { all.append(("gains \(rule)", { $0.gains = Gains(rule) })) }
    return all
  }()

  // MARK: - Parts

  private static func softmax(_ components: inout LossComponents, smoothing: Double) {
    components.classification = ClassificationChoice(loss: .softmax, labelSmoothing: smoothing)
    components.assignment.collision = .last
  }

  private static func compare(
    _ components: inout LossComponents,
    above threshold: Double,
    gate: Double? = nil
  ) {
    components.background = BackgroundChoice(
      iouThreshold: threshold,
      against: .image,
      classGate: gate
    )
  }

  private static func focal(
    _ components: inout LossComponents,
    _ alpha: Double,
    _ gamma: Double,
    _ form: FocalForm
  ) {
    components.objectness.focal = FocalModulation(alpha: alpha, gamma: gamma, form: form)
  }

  private static func overlap(
    _ components: inout LossComponents,
    _ measure: OverlapMeasure,
    form: OverlapForm = .oneMinus,
    epsilon: BoxEpsilon? = nil
  ) {
    components.box.terms = [BoxTerm(.overlap(measure, form: form, epsilon: epsilon))]
  }

  private static func offsets(
    _ components: inout LossComponents,
    _ center: CenterTerm,
    _ size: SizeTerm = SizeTerm(.squared)
  ) {
    components.box.terms = [BoxTerm(.offsets(center: center, size: size))]
    components.decoding = BoxDecoding(centerScale: .same(1), size: .exponential())
    components.objectness.target = .one
    components.frameworkLoss = nil
  }
}
