extension LossComponents {
  /// pjreddie/darknet, its `[yolo]` layer with the settings of `yolov3.cfg`; run at 61c9d02e.
  ///
  /// The loss is the function whose gradient it trains on; the cost that it prints, the squared
  /// length of that gradient, is the framework's loss beside it. Not reproduced: a centre at `x`
  /// exactly 0, which there hides the objects after it, and a cell beyond the right edge, which
  /// there is the next row's first.
  public static let darknetPjreddie = LossComponents(
    decoding: BoxDecoding(centerScale: .same(1), size: .exponential()),
    assignment: AssignmentChoice(rule: .bestAnchor, collision: .lastBoxAllClasses),
    background: BackgroundChoice(iouThreshold: 0.7, against: .image, atThreshold: .background),
    box: BoxLossChoice(
      terms: [BoxTerm(.offsets(center: CenterTerm(.bce), size: SizeTerm(.halfSquared)))],
      smallBoxWeight: true
    ),
    objectness: ObjectnessChoice(target: .one, focal: nil, weight: 1),
    classification: ClassificationChoice(loss: .sigmoid, labelSmoothing: 0, weight: 1),
    reduction: .perImage(.sum),
    frameworkLoss: .squaredGradient
  )
}
