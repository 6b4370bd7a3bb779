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
  private static let plain = SizeDecoding.exponential(largestFactor: nil)

  /// Every anchor that is not positive.
  private static let everything = BackgroundChoice(
    iouThreshold: 0.5,
    against: .none,
    atThreshold: .ignored,
    overlapOf: .prediction,
    classGate: nil
  )

  private static func background(
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

  private static func offsets(
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

  private static func ciou(_ weight: Double) -> BoxTerm {
    BoxTerm(.overlap(.complete(alpha: .heldConstant), form: .oneMinus), weight: weight)
  }

  private static func objectness(
    _ target: ObjectnessTarget,
    _ weight: Double,
    scales: PerScale = .same(1)
  ) -> ObjectnessChoice {
    ObjectnessChoice(target: target, focal: nil, weight: weight, scaleWeights: scales)
  }

  /// The fork's layer with CIoU, for three networks.
  private static func alexeyAB(
    _ name: String,
    _ centerScale: PerScale,
    size: SizeDecoding = plain,
    above threshold: Double?,
    weight: Double = 0.07,
    scales: PerScale = .same(1)
  ) -> DialectRow {
    DialectRow(
      name: name,
      centerScale: centerScale,
      size: size,
      rule: threshold.map { .bestAnchorPlus(threshold: $0, extras: .always) } ?? .bestAnchor,
      collision: .allBoxesAllClasses,
      background: background(0.7, .image, .background, gate: 0.25),
      terms: [ciou(weight)],
      smallBoxWeight: false,
      sharedAnchor: threshold == nil ? .sum : .dividedByClasses,
      objectness: objectness(.one, 1, scales: scales),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.sum),
      frameworkLoss: .overlapMeanAndSquares
    )
  }

  /// ultralytics' loss with other numbers: its descendants.
  private static func descendant(
    _ name: String,
    _ objectnessWeight: Double,
    _ classWeight: Double,
    _ scales: [[Double]] = balances,
    rule: AssignmentRule = .sizeRatio(below: 4, neighborCells: true),
    _ gains: Gains.Rule = .bySizeAndClasses
  ) -> DialectRow {
    DialectRow(
      name: name,
      centerScale: .same(2),
      size: .squaredSigmoid,
      rule: rule,
      collision: .both,
      background: everything,
      terms: [ciou(0.05)],
      smallBoxWeight: false,
      objectness: objectness(.overlap(share: 1), objectnessWeight, scales: .lists(scales)),
      classification: classes(.sigmoid, classWeight, .half, .skip),
      reduction: .perScale(timesBatchSize: true),
      gains: Gains(gains),
      frameworkLoss: .partsPerImage
    )
  }

  /// ScaledYOLOv4's for one to five scales.
  private static let scaledBalances: [[Double]] = [
    [4], [4, 1], [4, 1, 0.4], [4, 1, 0.4, 0.1], [4, 1, 0.5, 0.4, 0.1],
  ]

  /// ultralytics' for one to five scales.
  private static let balances: [[Double]] = [
    [4], [4, 1], [4, 1, 0.4], [4, 1, 0.25, 0.06], [4, 1, 0.25, 0.06, 0.02],
  ]

  private static func classes(
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

  static let all: [DialectRow] = [
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
    DialectRow(
      name: "dena",
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
      frameworkLoss: nil
    ),
    DialectRow(
      name: "gluoncv",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchor,
      collision: .last,
      background: background(0.7, .image, .background),
      terms: [
        BoxTerm(.offsets(center: CenterTerm(.bce), size: SizeTerm(.l1, leastSide: 1)), weight: 1)
      ],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1, .flip),
      reduction: .perImage(.mean),
      frameworkLoss: nil
    ),
    descendant("yolov5", 1, 0.5),
    descendant("yolov7", 0.7, 0.3, rule: .dynamicK(below: 4, labelScale: .height)),
    descendant("yolov7-plain", 0.7, 0.3),
    descendant("scaled-yolov4", 1, 0.5, scaledBalances, .byClasses),
    descendant(
      "scaled-yolov4-csp",
      0.7,
      0.3,
      scaledBalances,
      rule: .sizeRatio(below: 4, neighborCells: true, onCellEdge: .once),
      .byClasses
    ),
    DialectRow(
      name: "yolov4-pytorch",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchor(by: .cornerCIoU),
      collision: .lastBoxAllClasses,
      background: background(0.5, .imageOnMatchedScales, .background),
      terms: [offsets(.bce, .halfSquared)],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.sum),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "keras-yolo3",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchor,
      collision: .lastBoxAllClasses,
      center: .wholePixels,
      cell: .float32Fraction,
      background: background(0.5, .kept, .ignored),
      terms: [offsets(.bce, .halfSquared)],
      smallBoxWeight: true,
      objectness: objectness(.one, 1),
      classification: classes(.sigmoid, 1),
      reduction: .perImage(.mean),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "bubbliiiing",
      centerScale: .same(1),
      size: plain,
      rule: .bestAnchor,
      collision: .lastBoxAllClasses,
      background: background(0.5, .image, .background),
      terms: [BoxTerm(.overlap(.generalized, form: .oneMinus), weight: 0.05)],
      smallBoxWeight: false,
      objectness: objectness(.one, 5, scales: .lists([[0.4], [1, 0.4], [4, 1, 0.4]])),
      classification: classes(.sigmoid, 1),
      reduction: .perScale(timesBatchSize: false, objectnessOver: .counted),
      gains: Gains(.byAreaAndClasses),
      frameworkLoss: nil
    ),
    DialectRow(
      name: "darknet-yolov3-tiny",
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
    alexeyAB("darknet-yolov4", .ordered([1.2, 1.1, 1.05]), above: 0.213),
    alexeyAB("darknet-yolov4-tiny", .same(1.05), above: nil),
    alexeyAB(
      "darknet-yolov4-csp",
      .same(2),
      size: .squaredSigmoid,
      above: 0.2,
      weight: 0.05,
      scales: .ordered([4, 1, 0.4])
    ),
  ]
}
