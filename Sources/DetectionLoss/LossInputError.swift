import AnchorDecoding
import DetectorConfiguration

/// A reason why a loss cannot be computed.
public enum LossInputError: Error, Hashable, Sendable {
  /// There are not as many heads as scales.
  case headCount(found: Int, expected: Int)

  /// A head, or the targets of an image, do not belong to the detector.
  case mismatch(Diagnostic)

  /// A head holds another number of images than there are targets.
  case imageCount(head: String, images: Int, targets: Int)

  /// An image has targets for another number of scales.
  case targetScales(image: Int, found: Int, expected: Int)

  /// A head holds NaN or infinity.
  case nonFinite(NonFiniteValues)

  /// The values are finite, but their loss is not.
  case overflow
}

extension LossInputError: CustomStringConvertible {
  /// One sentence naming what was found, what was expected, and the remedy.
  public var description: String {
    switch self {
    case .headCount(let found, let expected):
      "found \(found) heads for \(expected) scales; give one head for each scale, in config order"
    case .mismatch(let diagnostic):
      diagnostic.description
    case .imageCount(let head, let images, let targets):
      """
      head \"\(head)\" holds \(images) \(images == 1 ? "image" : "images"), but there are targets \
      for \(targets); both must be of one batch
      """
    case .targetScales(let image, let found, let expected):
      "image \(image) has targets for \(found) scales, expected \(expected)"
    case .nonFinite(let values):
      values.description
    case .overflow:
      "the loss is larger than a Double can hold; make the weights of the config smaller"
    }
  }
}
