extension LossComponents {
  /// PaddleDetection's `YOLOv3Loss` with the settings of its YOLOv3 configurations; run at
  /// 666f597f.
  ///
  /// Loss, gradient and assignment are reproduced. Not reproduced: a limit of 50 objects an image,
  /// a centre left of the image, which there wraps to the last column, and a wrong gradient of the
  /// cross-entropy at a logit of exactly 0.
  public static let paddleDetection = LossComponents(
    decoding: BoxDecoding(centerScale: .same(1), size: .exponential()),
    assignment: AssignmentChoice(rule: .bestAnchor, collision: .lastBoxAllClasses),
    background: BackgroundChoice(iouThreshold: 0.7, against: .image, atThreshold: .background),
    box: BoxLossChoice(
      terms: [BoxTerm(.offsets(center: CenterTerm(.bce), size: SizeTerm(.l1)))],
      smallBoxWeight: true
    ),
    objectness: ObjectnessChoice(target: .one, focal: nil, weight: 1),
    classification: ClassificationChoice(loss: .sigmoid, labelSmoothing: 0, weight: 1),
    reduction: .perImage(.mean)
  )

  /// ``paddleDetection`` with two of its options on: further anchors where free (`iou_thresh`),
  /// and label smoothing.
  public static let paddleDetectionOptions: LossComponents = {
    var components = LossComponents.paddleDetection
    components.assignment.rule = .bestAnchorPlus(threshold: 0.5, extras: .ifFree)
    components.classification.labelSmoothing = 0.025
    components.classification.smoothing = .flip
    return components
  }()

  /// ``paddleDetection`` with the loss settings of PP-YOLO: stretched centres, and an IoU loss
  /// beside that of the offsets.
  ///
  /// Not reproduced: the IoU-aware branch, which needs a further channel for each anchor.
  public static let paddleDetectionPPYOLO: LossComponents = {
    var components = LossComponents.paddleDetection
    components.decoding.centerScale = .same(1.05)
    components.box.terms = [
      BoxTerm(.offsets(center: CenterTerm(.l1), size: SizeTerm(.l1)), weight: 1),
      BoxTerm(.overlap(.iou, form: .oneMinusSquare), weight: 2.5),
    ]
    return components
  }()
}
