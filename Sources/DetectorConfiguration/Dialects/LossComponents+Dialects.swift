extension LossComponents {
  /// Every dialect by its name, in the order in which messages list them.
  private static let named: KeyValuePairs<String, LossComponents> = [
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
  ]

  /// The dialects of a configuration file.
  package static let dialects = Choices<LossComponents>(named)

  /// The components of a dialect; `nil` for a name that is none.
  public static func dialect(named name: String) -> LossComponents? {
    named.first { $0.key == name }?.value
  }
}
