extension LossComponents {
  /// zzh8829/yolov3-tf2, `YoloLoss` in graph mode; run at 27840050.
  ///
  /// Loss, gradient and assignment are reproduced; its anchors are fractions of the input
  /// (`"anchor_unit": "fractions"`). Not reproduced: some objects centred on a cell edge, which
  /// there land one cell short, the cut at 1e-7 of eager mode, and the network's weight decay.
  public static let zzh8829 = LossComponents(
    decoding: BoxDecoding(centerScale: .same(1), size: .exponential()),
    assignment: AssignmentChoice(rule: .bestAnchor, collision: .last),
    background: BackgroundChoice(iouThreshold: 0.5, against: .kept, atThreshold: .ignored),
    box: BoxLossChoice(
      terms: [BoxTerm(.offsets(center: CenterTerm(.squared), size: SizeTerm(.squared)))],
      smallBoxWeight: true
    ),
    objectness: ObjectnessChoice(target: .one, focal: nil, weight: 1),
    classification: ClassificationChoice(loss: .normalizedSigmoid, labelSmoothing: 0, weight: 1),
    reduction: .perImage(.mean)
  )
}
