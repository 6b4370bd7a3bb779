extension LossComponents {
  /// eriklindernoren/PyTorch-YOLOv3, `compute_loss`; run at 1d621c84, 2024-11-17.
  ///
  /// Loss, gradient and assignment are reproduced; not its epsilon of 1e-9, which in single
  /// precision leaves a perfect box without a value.
  public static let eriklindernoren = LossComponents(
    decoding: BoxDecoding(centerScale: .same(1), size: .exponential()),
    assignment: AssignmentChoice(
      rule: .sizeRatio(below: 4, neighborCells: false),
      collision: .both
    ),
    background: BackgroundChoice(against: .none),
    box: BoxLossChoice(
      terms: [BoxTerm(.overlap(.ciou(alpha: .heldConstant), form: .oneMinus), weight: 0.05)],
      smallBoxWeight: false
    ),
    objectness: ObjectnessChoice(target: .overlap(share: 1), focal: nil, weight: 1),
    classification: ClassificationChoice(
      loss: .sigmoid,
      labelSmoothing: 0,
      weight: 0.5,
      singleClass: .skip
    ),
    reduction: .perScale(timesBatchSize: false)
  )
}
