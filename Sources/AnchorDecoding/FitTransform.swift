import BoxGeometry
import DetectorConfiguration

/// The map from pixels of an image to pixels of the network input, and back.
///
/// ```
/// input = image · scale + offset            image = (input - offset) / scale
/// ```
///
/// for `x` and `y` each. One value serves both directions, so that labels and detections can never
/// be mapped by two different roundings.
///
/// - Letterbox: one scale `min(W / w, H / h)` for both axes; the resized image is `⌊w · scale⌋` by
///   `⌊h · scale⌋` pixels, and half of what is left, rounded down, stands before it. These are the
///   reference's roundings; others that pad by a fraction shift boxes by up to half a pixel.
/// - Stretch: each axis has its own scale, and nothing is padded.
/// - None: the image is the input.
/// - Source: `image_preporcess` of the reference, described in its `core/utils.py`.
public struct FitTransform: Hashable, Sendable {
  /// Input pixels per image pixel along `x`.
  public let scaleX: Double

  /// Input pixels per image pixel along `y`.
  public let scaleY: Double

  /// Where the image's left edge stands in the input.
  public let offsetX: Double

  /// Where the image's top edge stands in the input.
  public let offsetY: Double

  /// Creates the map of an image of size `image` into an input of size `input`.
  ///
  /// - Precondition: Both sizes are positive.
  public init(_ fit: ImageFit, image: PixelSize, input: PixelSize) {
    precondition(
      image.width > 0 && image.height > 0 && input.width > 0 && input.height > 0,
      "an image without pixels cannot be fitted"
    )
    let ratioX = Double(input.width) / Double(image.width)
    let ratioY = Double(input.height) / Double(image.height)
    switch fit {
    case .letterbox:
      let scale = min(ratioX, ratioY)
      scaleX = scale
      scaleY = scale
      let resizedWidth = (scale * Double(image.width)).rounded(.down)
      let resizedHeight = (scale * Double(image.height)).rounded(.down)
      offsetX = ((Double(input.width) - resizedWidth) / 2).rounded(.down)
      offsetY = ((Double(input.height) - resizedHeight) / 2).rounded(.down)
    case .stretch:
      (scaleX, scaleY) = (ratioX, ratioY)
      (offsetX, offsetY) = (0, 0)
    case .none:
      (scaleX, scaleY) = (1, 1)
      (offsetX, offsetY) = (0, 0)
    }
  }

  /// A box of the image, in pixels of the network input.
  public func input(_ box: CornerBox<Double>) -> CornerBox<Double> {
    CornerBox(
      minX: box.minX * scaleX + offsetX,
      minY: box.minY * scaleY + offsetY,
      maxX: box.maxX * scaleX + offsetX,
      maxY: box.maxY * scaleY + offsetY
    )
  }

  /// A box of the network input, in pixels of the image; the inverse of ``input(_:)``.
  public func image(_ box: CornerBox<Double>) -> CornerBox<Double> {
    CornerBox(
      minX: (box.minX - offsetX) / scaleX,
      minY: (box.minY - offsetY) / scaleY,
      maxX: (box.maxX - offsetX) / scaleX,
      maxY: (box.maxY - offsetY) / scaleY
    )
  }
}
