import BoxGeometry
import DetectorConfiguration

extension DetectorConfiguration {
  /// The detector with its anchors in pixels of an input of a certain size.
  func resolved(for input: PixelSize) -> DetectorConfiguration {
    resolved(inputWidth: input.width, inputHeight: input.height)
  }
}
