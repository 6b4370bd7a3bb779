extension LossComponents {
  /// AlexeyAB/darknet, its `[yolo]` layer with the same `yolov3.cfg`, which means another loss
  /// there; run at 59596d78.
  ///
  /// It differs from ``darknetPjreddie`` in the collision policy, the class gate and the box
  /// weight. The loss is the function whose gradient it trains on.
  public static let darknetAlexeyABMSE: LossComponents = {
    var components = LossComponents.darknetPjreddie
    components.assignment.collision = .allBoxesAllClasses
    components.background.classGate = 0.25
    components.box.terms[0].weight = 0.75
    return components
  }()

  /// AlexeyAB/darknet with the loss settings of `yolov4.cfg`: CIoU, further anchors, stretched
  /// centres; run at 59596d78.
  ///
  /// Assignment, background, objectness and classes are reproduced. The box gradient is not: the
  /// hand-written one there keeps the sign of the true slope, not its length, and is clipped to
  /// `max_delta`; here it is the true one. As there, the boxes of an anchor of several objects are
  /// divided by the number of their classes, which the layer does wherever `iou_thresh` is below 1.
  public static let darknetAlexeyABCIoU = LossComponents(
    decoding: BoxDecoding(centerScale: .ordered([1.2, 1.1, 1.05]), size: .exponential()),
    assignment: AssignmentChoice(
      rule: .bestAnchorPlus(threshold: 0.213, extras: .always),
      collision: .allBoxesAllClasses
    ),
    background: BackgroundChoice(
      iouThreshold: 0.7,
      against: .image,
      atThreshold: .background,
      classGate: 0.25
    ),
    box: BoxLossChoice(
      terms: [BoxTerm(.overlap(.ciou(alpha: .heldConstant), form: .oneMinus), weight: 0.07)],
      smallBoxWeight: false,
      sharedAnchor: .dividedByClasses
    ),
    objectness: ObjectnessChoice(target: .one, focal: nil, weight: 1),
    classification: ClassificationChoice(loss: .sigmoid, labelSmoothing: 0, weight: 1),
    reduction: .perImage(.sum),
    frameworkLoss: .overlapMeanAndSquares
  )
}
