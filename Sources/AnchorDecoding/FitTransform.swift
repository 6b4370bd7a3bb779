import BoxGeometry
import DetectionText
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
/// - Letterbox: with `r = min(W / w, H / h)`, or 1 where that is less and images are not enlarged,
///   the new size is `r · w` by `r · h`, rounded; the scale is `r`, or the new size over the old one
///   on each axis; half of what is left, down to whole pixels or not, stands before the image.
/// - Stretch: each axis has its own scale, and nothing is padded.
/// - None: the image is the input.
/// - Source: `image_preporcess` of the reference, described in its `core/utils.py`; and what each
///   dialect's documentation names.
public struct FitTransform: Hashable, Sendable {
  /// Input pixels per image pixel along `x`.
  public let scaleX: Double

  /// Input pixels per image pixel along `y`.
  public let scaleY: Double

  /// Where the image's left edge stands in the input.
  public let offsetX: Double

  /// Where the image's top edge stands in the input.
  public let offsetY: Double

  /// The map of boxes that are in pixels of the network input already.
  public static let identity = FitTransform(scale: (1, 1), offset: (0, 0))

  private init(scale: (x: Double, y: Double), offset: (x: Double, y: Double)) {
    (scaleX, scaleY) = scale
    (offsetX, offsetY) = offset
  }

  /// Creates the map of an image of size `image` into an input of size `input`.
  ///
  /// - Parameters:
  ///   - fit: The way and its roundings; its orientation has no meaning here.
  ///   - image: Width and height of the image, turned already if it is to be.
  ///   - input: Width and height of the network input.
  /// - Throws: An error for a size without pixels, and for an image so narrow that no pixel of it
  ///   is left, on which the frameworks fail too.
  public init(_ fit: ImageFit, image: PixelSize, input: PixelSize) throws(Diagnostic) {
    guard image.width > 0, image.height > 0, input.width > 0, input.height > 0 else {
      throw Self.fault(image, input, found: "an image of \(image) for an input of \(input)")
    }
    let ratio = (
      x: Double(input.width) / Double(image.width), y: Double(input.height) / Double(image.height)
    )
    switch fit {
    case .none: self = .identity
    case .stretch: self.init(scale: ratio, offset: (0, 0))
    case .letterbox(let letterbox, _):
      let size = letterbox.size(of: image, in: input)
      guard size.width > 0, size.height > 0 else {
        throw Self.fault(
          image,
          input,
          found: """
            an image of \(image), of whose \(size.width > 0 ? "height" : "width") no pixel is left \
            in an input of \(input)
            """
        )
      }
      self.init(
        scale: letterbox.scale == .uniform
          ? (letterbox.ratio(ratio), letterbox.ratio(ratio))
          : (size.width / Double(image.width), size.height / Double(image.height)),
        offset: (
          letterbox.offset(Double(input.width) - size.width),
          letterbox.offset(Double(input.height) - size.height)
        )
      )
    }
  }

  private static func fault(_ image: PixelSize, _ input: PixelSize, found: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "fit.no-pixels",
      found: found,
      allowed: "at least 1x1",
      remedy: "leave the image out, or choose a fit that keeps it",
      setting: .init("fit")
    )
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

// MARK: - Letterboxes

extension Letterbox {
  /// The factor of both sides.
  fileprivate func ratio(_ ratio: (x: Double, y: Double)) -> Double {
    let smaller = min(ratio.x, ratio.y)
    return enlarge ? smaller : min(smaller, 1)
  }

  /// The size of a fitted image, perhaps zero.
  ///
  /// Where frameworks round alike in words they differ in arithmetic, and the two kinds of scale
  /// tell them apart:
  ///
  /// - Down: `⌊r · w⌋` in doubles, as Python computes it: in 416, an image 523 pixels wide becomes
  ///   415 wide. Darknet, which has a scale for each axis and keeps half pixels, divides whole
  ///   numbers and gets 416.
  /// - Nearest: half a pixel goes to the even side, as by Python's `round` (ultralytics, one
  ///   scale), or up, as by `int(x + 0.5)` (mmdetection, a scale for each axis).
  fileprivate func size(
    of image: PixelSize,
    in input: PixelSize
  ) -> (width: Double, height: Double) {
    let (width, height) = (Double(image.width), Double(image.height))
    let ratios = (x: Double(input.width) / width, y: Double(input.height) / height)
    let factor = ratio(ratios)
    switch (rounding, scale, offset) {
    case (.exact, _, _): return (factor * width, factor * height)
    case (.nearest, .uniform, _):
      return (
        (factor * width).rounded(.toNearestOrEven), (factor * height).rounded(.toNearestOrEven)
      )
    case (.nearest, .perAxis, _):
      return ((factor * width + 0.5).rounded(.down), (factor * height + 0.5).rounded(.down))
    case (.down, .perAxis, .exact) where enlarge || min(ratios.x, ratios.y) < 1:
      // Darknet compares the ratios as floats.
      return Float(input.width) / Float(image.width) < Float(input.height) / Float(image.height)
        ? (Double(input.width), side(image.height, times: input.width, over: image.width))
        : (side(image.width, times: input.height, over: image.height), Double(input.height))
    case (.down, _, _): return ((factor * width).rounded(.down), (factor * height).rounded(.down))
    }
  }

  /// `⌊side · numerator / denominator⌋` by whole numbers, as long as they hold the product.
  private func side(_ side: Int, times numerator: Int, over denominator: Int) -> Double {
    let (product, overflow) = side.multipliedReportingOverflow(by: numerator)
    guard overflow else { return Double(product / denominator) }
    return (Double(side) / Double(denominator) * Double(numerator)).rounded(.down)
  }

  /// Where an image begins beside which so many pixels are left.
  fileprivate func offset(_ rest: Double) -> Double {
    guard padding == .center else { return 0 }
    return offset == .exact ? rest / 2 : (rest / 2).rounded(.down)
  }
}
