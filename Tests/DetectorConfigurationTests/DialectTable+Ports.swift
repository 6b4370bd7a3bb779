import DetectorConfiguration

extension DialectRow {
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

  /// Ports, descendants, and darknet's networks.
  static let ports: [DialectRow] = [
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
      objectness: ObjectnessChoice(
        target: .one,
        focal: nil,
        weight: 5,
        probabilityClip: 1e-7,
        scaleWeights: .lists([[0.4], [1, 0.4], [4, 1, 0.4]])
      ),
      classification: classes(.sigmoid(clip: 1e-7), 1),
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
