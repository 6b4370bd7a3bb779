/// A reason why an array cannot be read as a raw head.
///
/// The sentences name no file: whoever opened the array adds that.
public enum HeadLayoutError: Error, Hashable, Sendable {
  /// The shape does not fit the order that was asked for.
  case shape(found: [Int], order: HeadOrder, anchors: Int, classes: Int)

  /// The shape fits no order.
  case noOrder(found: [Int], anchors: Int, classes: Int)

  /// The shape fits more than one order.
  case ambiguous(found: [Int], orders: [HeadOrder])

  /// An axis has no elements.
  case emptyAxis(shape: [Int])

  /// The number of bytes does not fit an integer.
  case tooLarge(shape: [Int])

  /// The bytes end before the last value.
  case byteCount(found: Int, needed: Int)
}

extension HeadLayoutError: CustomStringConvertible {
  /// One sentence naming what was found, what a head looks like, and the remedy.
  public var description: String {
    switch self {
    case .shape(let found, let order, let anchors, let classes):
      """
      shape \(found) is not \(order.axes(batched: true)) or \(order.axes(batched: false)) \
      with A = \(anchors) anchors and C = \(classes) classes, as layout \(order.rawValue) needs
      """
    case .noOrder(let found, let anchors, let classes):
      """
      shape \(found) is no layout of a head with A = \(anchors) anchors and C = \(classes) \
      classes: expected \(anchors * (5 + classes)) = A·(5+C) channels, or axes of \(anchors) and \
      \(5 + classes); \(Self.guess(shape: found, anchors: anchors, classes: classes))
      """
    case .ambiguous(let found, let orders):
      """
      shape \(found) can be read as \(orders.map(\.rawValue).joined(separator: " or ")); \
      say which with --layout
      """
    case .emptyAxis(let shape):
      "shape \(shape) has an axis of length 0; dump at least one image"
    case .tooLarge(let shape):
      "shape \(shape) has more bytes than an address can count"
    case .byteCount(let found, let needed):
      "the head has \(found) bytes, but its layout needs \(needed)"
    }
  }

  /// The likely reason why a shape fits nothing: another number of classes.
  private static func guess(shape: [Int], anchors: Int, classes: Int) -> String {
    let batchless = shape.count > 3 ? Array(shape.dropFirst()) : shape
    for length in [batchless.last, batchless.first].compactMap({ $0 }) {
      if length > 5 * anchors, length % anchors == 0 {
        return """
          \(length) channels would be \(anchors) anchors and \(length / anchors - 5) classes: \
          check \"classes\" in the config
          """
      }
    }
    return "check \"classes\" and \"anchors\" in the config"
  }
}
