import BoxGeometry

/// A reason why the arrays of a dump do not belong to the scales of a configuration.
public enum HeadMatchError: Error, Hashable, Sendable {
  /// Two arrays have one name.
  case duplicate(name: String)

  /// Some scales have an array of their name, this one does not.
  case missing(scale: String, found: [String])

  /// No array has a scale's name, and the numbers of arrays and scales differ.
  case count(found: [String], scales: [String])

  /// No array has a scale's name, and two have the same grid.
  case sameGrid(first: String, second: String)

  /// An array is no head.
  case layout(array: String, HeadLayoutError)

  /// Each array is a head, but not in an order common to all.
  case mixedOrders(found: [String], shapes: [[Int]])

  /// Two arrays hold different numbers of images.
  case imageCount(first: String, images: Int, second: String, otherImages: Int)

  /// Two scales stand for different network inputs.
  case inputSize(first: String, PixelSize, second: String, PixelSize)
}

extension HeadMatchError: CustomStringConvertible {
  /// One sentence naming the arrays, what was found and expected, and the remedy.
  public var description: String {
    switch self {
    case .duplicate(let name):
      "two arrays are called \"\(name)\"; give each its scale's name"
    case .missing(let scale, let found):
      """
      no array is called \"\(scale)\"; found \(Self.list(found)); name the arrays after the \
      scales of the config
      """
    case .count(let found, let scales):
      """
      found \(found.count) \(found.count == 1 ? "array" : "arrays") (\(Self.list(found))) for \
      \(scales.count) \(scales.count == 1 ? "scale" : "scales") (\(Self.list(scales))); name the \
      arrays after the scales, or dump just the raw heads
      """
    case .sameGrid(let first, let second):
      """
      arrays \"\(first)\" and \"\(second)\" have the same grid, so their sizes do not tell which \
      scale is which; name the arrays after the scales of the config
      """
    case .layout(let array, let error):
      "array \"\(array)\": \(error)"
    case .mixedOrders(let found, let shapes):
      """
      the arrays have no layout in common: \
      \(zip(found, shapes).map { "\"\($0)\" is \($1)" }.joined(separator: ", ")); dump all heads \
      in one layout
      """
    case .imageCount(let first, let images, let second, let otherImages):
      """
      array \"\(first)\" holds \(images) \(images == 1 ? "image" : "images"), but \"\(second)\" \
      holds \(otherImages); dump all scales of one batch
      """
    case .inputSize(let first, let size, let second, let otherSize):
      """
      scale \"\(first)\" has an input of \(size) (grid times stride), but scale \"\(second)\" one \
      of \(otherSize); check the strides in the config and which array is which
      """
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
