import DetectorConfiguration

extension DetectionScale {
  /// The three scales of YOLOv3 with its anchors for COCO: small, medium, large.
  public static let yolov3 = [
    DetectionScale(name: "small", stride: 8, anchorSides: [(10, 13), (16, 30), (33, 23)]),
    DetectionScale(name: "medium", stride: 16, anchorSides: [(30, 61), (62, 45), (59, 119)]),
    DetectionScale(name: "large", stride: 32, anchorSides: [(116, 90), (156, 198), (373, 326)]),
  ]

  /// A scale whose anchors are written as pairs of width and height, in pixels.
  public init(name: String, stride: Int, anchorSides: [(Double, Double)]) {
    self.init(
      name: name,
      stride: stride,
      anchors: anchorSides.map { AnchorSize(width: $0.0, height: $0.1) }
    )
  }
}
