extension LossComponents {
  /// ultralytics/yolov3 at its tag `v8`, 98068efe of 2020-11-13: the older formulation with GIoU.
  ///
  /// Loss, gradient and assignment are reproduced for trained networks, where the objectness
  /// target is the whole overlap. Not reproduced: the burn-in, which raises the overlap's share
  /// from 0 to 1 (`overlap_share`), and the class gain's rescaling by the number of classes.
  public static let ultralyticsV8 = LossComponents(
    decoding: BoxDecoding(centerScale: .same(1), size: .exponential(largestFactor: 1000)),
    assignment: AssignmentChoice(rule: .shapeIoU(threshold: 0.2), collision: .both),
    background: BackgroundChoice(against: .none),
    box: BoxLossChoice(
      terms: [BoxTerm(.overlap(.giou, form: .oneMinus), weight: 3.54)],
      smallBoxWeight: false
    ),
    objectness: ObjectnessChoice(target: .overlap(share: 1), focal: nil, weight: 64.3),
    classification: ClassificationChoice(
      loss: .sigmoid,
      labelSmoothing: 0,
      smoothing: .half,
      weight: 37.4,
      singleClass: .skip
    ),
    reduction: .perScale(timesBatchSize: false)
  )
}
