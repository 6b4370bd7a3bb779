extension LossComponents {
  /// mmdetection's `YOLOV3Head` with the losses of `yolov3_d53_8xb8-ms-608-273e_coco.py`; run at
  /// 3.3.0.
  ///
  /// Loss, gradient and assignment are reproduced, exact ties and foreign cells among them. Not
  /// reproduced: the constructor's own defaults, means over every entry, which no shipped
  /// configuration uses.
  public static let mmdetection = LossComponents(
    decoding: BoxDecoding(centerScale: .same(1), size: .exponential()),
    assignment: AssignmentChoice(rule: .gridIoU(threshold: 0.5), collision: .bestIoUThenLast),
    background: BackgroundChoice(
      iouThreshold: 0.5,
      against: .image,
      atThreshold: .background,
      overlapOf: .anchor
    ),
    box: BoxLossChoice(
      terms: [
        BoxTerm(
          .offsets(
            center: CenterTerm(.bce, weight: 2, clamp: 1e-6),
            size: SizeTerm(.squared, weight: 2)
          )
        )
      ],
      smallBoxWeight: false
    ),
    objectness: ObjectnessChoice(target: .one, focal: nil, weight: 1),
    classification: ClassificationChoice(loss: .sigmoid, labelSmoothing: 0, weight: 1),
    reduction: .perImage(.sum)
  )
}
