extension LossComponents {
  /// ultralytics/yolov3 of today, `ComputeLoss` with the gains of `hyp.scratch-low.yaml`; run at
  /// 97b87b13, 2026-08-02.
  ///
  /// Loss, gradient and assignment are reproduced, with the objectness target and CIoU's `alpha`
  /// held constant as there. Not reproduced: the gains that its `train.py` rescales by classes,
  /// scales and image size, and its epsilon of 1e-7 square cells.
  public static let ultralytics = LossComponents(
    decoding: BoxDecoding(centerScale: .same(2), size: .squaredSigmoid),
    assignment: AssignmentChoice(
      rule: .sizeRatio(below: 4, neighborCells: true),
      collision: .both
    ),
    background: BackgroundChoice(against: .none),
    box: BoxLossChoice(
      terms: [BoxTerm(.overlap(.ciou(alpha: .heldConstant), form: .oneMinus), weight: 0.05)],
      smallBoxWeight: false
    ),
    objectness: ObjectnessChoice(
      target: .overlap(share: 1),
      focal: nil,
      weight: 1,
      scaleWeights: .ordered([4, 1, 0.4])
    ),
    classification: ClassificationChoice(
      loss: .sigmoid,
      labelSmoothing: 0,
      smoothing: .half,
      weight: 0.5,
      singleClass: .skip
    ),
    reduction: .perScale(timesBatchSize: true)
  )
}
