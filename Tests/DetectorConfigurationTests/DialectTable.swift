import DetectorConfiguration

/// What a dialect chooses, written out without its code.
struct DialectRow: Sendable {
  let name: String
  let centerScale: PerScale
  let size: SizeDecoding
  let rule: AssignmentRule
  let collision: CollisionPolicy
  var center = ObjectCenter.exact
  var cell = CellArithmetic.exact
  let background: BackgroundChoice
  let terms: [BoxTerm]
  let smallBoxWeight: Bool
  var sharedAnchor = SharedAnchorLoss.sum
  let objectness: ObjectnessChoice
  let classification: ClassificationChoice
  let reduction: ReductionChoice
  var gains = Gains()
  let frameworkLoss: FrameworkLoss?

  var components: LossComponents {
    LossComponents(
      decoding: BoxDecoding(centerScale: centerScale, size: size),
      assignment: AssignmentChoice(
        rule: rule,
        collision: collision,
        center: center,
        cell: cell
      ),
      background: background,
      box: BoxLossChoice(
        terms: terms,
        smallBoxWeight: smallBoxWeight,
        sharedAnchor: sharedAnchor
      ),
      objectness: objectness,
      classification: classification,
      reduction: reduction,
      gains: gains,
      frameworkLoss: frameworkLoss
    )
  }
}

extension DialectRow {
  static let plain = SizeDecoding.exponential(largestFactor: nil)

  /// Every anchor that is not positive.
  static let everything = BackgroundChoice(
    iouThreshold: 0.5,
    against: .none,
    atThreshold: .ignored,
    overlapOf: .prediction,
    classGate: nil
  )

  static func background(
    _ threshold: Double,
    _ against: BackgroundObjects,
    _ side: ThresholdSide,
    _ overlap: BackgroundOverlap = .prediction,
    gate: Double? = nil
  ) -> BackgroundChoice {
    BackgroundChoice(
      iouThreshold: threshold,
      against: against,
      atThreshold: side,
      overlapOf: overlap,
      classGate: gate
    )
  }

  static func offsets(
    _ center: CenterTermLoss,
    _ size: SizeLoss,
    each: Double = 1,
    clamp: Double? = nil,
    weight: Double = 1
  ) -> BoxTerm {
    BoxTerm(
      .offsets(
        center: CenterTerm(center, weight: each, clamp: clamp),
        size: SizeTerm(size, weight: each)
      ),
      weight: weight
    )
  }

  static func ciou(_ weight: Double) -> BoxTerm {
    BoxTerm(.overlap(.complete(alpha: .heldConstant), form: .oneMinus), weight: weight)
  }

  static func objectness(
    _ target: ObjectnessTarget,
    _ weight: Double,
    scales: PerScale = .same(1)
  ) -> ObjectnessChoice {
    ObjectnessChoice(target: target, focal: nil, weight: weight, scaleWeights: scales)
  }

  /// ultralytics' for one to five scales.
  static let balances: [[Double]] = [
    [4], [4, 1], [4, 1, 0.4], [4, 1, 0.25, 0.06], [4, 1, 0.25, 0.06, 0.02],
  ]

  static func classes(
    _ loss: ClassLoss,
    _ weight: Double,
    smoothing: Double = 0,
    _ form: SmoothingForm = .uniform,
    _ single: SingleClass = .compute
  ) -> ClassificationChoice {
    ClassificationChoice(
      loss: loss,
      labelSmoothing: smoothing,
      smoothing: form,
      weight: weight,
      singleClass: single
    )
  }

  static let all = frameworks + ports

  /// Those of the frameworks that YOLOv3 is told by.
  private static let frameworks: [DialectRow] = [
    DialectRow(
      name: "reference",
      centerScale: .same(1),
      size: plain,
      rule: .anchorIoU(threshold: 0.3),
      collision: .last,
      background: background(0.5, .scale, .ignored),
      terms: [BoxTerm(.overlap(.generalized, form: .oneMinus), weight: 1)],
      smallBoxWeight: true,
      objectness: ObjectnessChoice(
        target: .one,
        focal: FocalModulation(alpha: 1, gamma: 2, form: .squaredDistance),
        weight: 1,
        scaleWeights: .same(1)
      ),
      classification: classes(.sigmoid, 1, smoothing: 0.01),
      reduction: .perImage(.mean),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "ultralytics",
      centerScale: .same(2),
      size: .squaredSigmoid,
      rule: .sizeRatio(below: 4, neighborCells: true),
      collision: .both,
      background: everything,
      terms: [ciou(0.05)],
      smallBoxWeight: false,
      objectness: objectness(.overlap(share: 1), 1, scales: .lists(balances)),
      classification: classes(.sigmoid, 0.5, .half, .skip),
      reduction: .perScale(timesBatchSize: true),
      gains: Gains(.bySizeAndClasses),
      frameworkLoss: .partsPerImage
    ),
    DialectRow(
      name: "ultralytics-v8",
      centerScale: .same(1),
      size: .exponential(largestFactor: 1000),
      rule: .shapeIoU(threshold: 0.2),
      collision: .both,
      background: everything,
      terms: [BoxTerm(.overlap(.generalized, form: .oneMinus), weight: 3.54)],
      smallBoxWeight: false,
      objectness: objectness(.overlap(share: 1), 64.3),
      classification: classes(.sigmoid, 37.4, .half, .skip),
      reduction: .perScale(timesBatchSize: false),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "eriklindernoren",
      centerScale: .same(1),
      size: plain,
      rule: .sizeRatio(below: 4, neighborCells: false),
      collision: .both,
      background: everything,
      terms: [ciou(0.05)],
      smallBoxWeight: false,
      objectness: objectness(.overlap(share: 1), 1),
      classification: classes(.sigmoid, 0.5, .uniform, .skip),
      reduction: .perScale(timesBatchSize: false),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "mmdetection",
      centerScale: .same(1),
      size: plain,
      rule: .gridIoU(threshold: 0.5),
      collision: .bestIoUThenLast,
      background: background(0.5, .image, .background, .anchor),
      terms: [offsets(.bce, .squared, each: 2, clamp: 0.000001)],
      smallBoxWeight: false,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.sum),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "darknet-pjreddie",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchor,
      collision: .lastBoxAllClasses,
      background: background(0.7, .image, .background),
      terms: [offsets(.bce, .halfSquared)],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.sum),
      frameworkLoss: .squaredGradient
    ),
    DialectRow(
      name: "darknet-alexeyab-mse",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchor,
      collision: .allBoxesAllClasses,
      background: background(0.7, .image, .background, gate: 0.25),
      terms: [offsets(.bce, .halfSquared, weight: 0.75)],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.sum),
      frameworkLoss: .squaredGradient
    ),
    DialectRow(
      name: "darknet-alexeyab-ciou",
      centerScale: .ordered([1.2, 1.1, 1.05]),
      size: plain,
      rule: .bestAnchorPlus(threshold: 0.213, extras: .always),
      collision: .allBoxesAllClasses,
      background: background(0.7, .image, .background, gate: 0.25),
      terms: [ciou(0.07)],
      smallBoxWeight: false,
      sharedAnchor: .dividedByClasses,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.sum),
      frameworkLoss: .overlapMeanAndSquares
    ),
    DialectRow(
      name: "paddledetection",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchor,
      collision: .lastBoxAllClasses,
      background: background(0.7, .image, .background),
      terms: [offsets(.bce, .l1)],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.mean),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "paddledetection-options",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchorPlus(threshold: 0.5, extras: .ifFree),
      collision: .lastBoxAllClasses,
      background: background(0.7, .image, .background),
      terms: [offsets(.bce, .l1)],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1, smoothing: 0.025, .flip),
      reduction: .perImage(.mean),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "paddledetection-ppyolo",
      centerScale: .same(1.05),
      size: plain,
      rule: .bestAnchor,
      collision: .lastBoxAllClasses,
      background: background(0.7, .image, .background),
      terms: [
        offsets(.l1, .l1),
        BoxTerm(
          .overlap(.iou, form: .oneMinusSquare, epsilon: BoxEpsilon(1e-9, .fractions)),
          weight: 2.5
        ),
      ],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.mean),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "zzh8829",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchor,
      collision: .last,
      background: background(0.5, .kept, .ignored),
      terms: [offsets(.squared, .squared)],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.normalizedSigmoid, 1),
      reduction: .perImage(.mean),
      frameworkLoss: nil
    ),
  ]
}
