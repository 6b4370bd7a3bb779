import BoxGeometry
import DetectorConfiguration

extension Detector {
  /// A detector of some scales, whose anchors are in pixels, over an input.
  public static func of(
    _ scales: [DetectionScale],
    width: Int,
    height: Int,
    classes: Int = 1,
    components: LossComponents = .reference
  ) throws(Diagnostic) -> Detector {
    try DetectorConfiguration(
      classes: ClassList(count: classes),
      scales: scales,
      fit: .none,
      components: components
    ).detector(for: PixelSize(width: width, height: height))
  }

  /// The only scale of a detector of so many cells.
  public static func scale(
    _ scale: DetectionScale,
    rows: Int,
    columns: Int,
    classes: Int = 1,
    decoding: BoxDecoding = BoxDecoding()
  ) throws(Diagnostic) -> Scale {
    var components = LossComponents.reference
    components.decoding = decoding
    return try of(
      [scale],
      width: columns * scale.stride,
      height: rows * scale.stride,
      classes: classes,
      components: components
    ).scales[0]
  }
}
