extension LossComponents {
  /// The dialects of a configuration file.
  package static let dialects = Choices<LossComponents>([
    "reference": .reference,
    "ultralytics": .ultralytics,
    "ultralytics-v8": .ultralyticsV8,
    "eriklindernoren": .eriklindernoren,
    "mmdetection": .mmdetection,
    "darknet-pjreddie": .darknetPjreddie,
    "darknet-alexeyab-mse": .darknetAlexeyABMSE,
    "darknet-alexeyab-ciou": .darknetAlexeyABCIoU,
    "paddledetection": .paddleDetection,
    "paddledetection-options": .paddleDetectionOptions,
    "paddledetection-ppyolo": .paddleDetectionPPYOLO,
    "zzh8829": .zzh8829,
  ])
}
