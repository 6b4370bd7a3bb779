import BoxGeometry
import DetectorConfiguration

/// The detector that is measured: YOLOv3 on COCO, 416 pixels square.
package enum MeasuredDetector {
  package static let input = PixelSize(width: 416, height: 416)

  /// YOLOv3's three scales with the anchors of its COCO configuration.
  package static let scales = [
    scale("small", stride: 8, anchors: [(10, 13), (16, 30), (33, 23)]),
    scale("medium", stride: 16, anchors: [(30, 61), (62, 45), (59, 119)]),
    scale("large", stride: 32, anchors: [(116, 90), (156, 198), (373, 326)]),
  ]

  /// The dialects whose times `--everything` shows: they differ most in what they read.
  package static let mainDialects = ["reference", "ultralytics", "darknet-pjreddie"]

  /// The configuration of a dialect, or `nil` for a name that is none.
  package static func configuration(dialect: String, classes: Int) -> DetectorConfiguration? {
    var configuration = try? DetectorConfiguration(
      name: "yolov3-416",
      dialect: dialect,
      classes: ClassList(count: classes),
      scales: scales
    )
    configuration?.fit = .none
    return configuration
  }

  private static func scale(
    _ name: String,
    stride: Int,
    anchors: [(Double, Double)]
  ) -> DetectionScale {
    DetectionScale(
      name: name,
      stride: stride,
      anchors: anchors.map { AnchorSize(width: $0.0, height: $0.1) }
    )
  }
}
