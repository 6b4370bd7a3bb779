import DetectionText

/// Something in a configuration that is legal and looks like a mistake.
public enum ConfigurationWarning: Hashable, Sendable {
  /// Every anchor of a scale is far smaller than one of its cells; `longestSide` is in pixels.
  case anchorsFarBelowStride(scale: String, stride: Int, longestSide: Double)

  /// Every anchor of a scale is as long as a whole grid; `shortestAnchor` is the longer side of
  /// the smallest one, in pixels.
  case anchorsFarAboveGrid(scale: String, stride: Int, shortestAnchor: Double)

  /// A fraction of the input is above one; `longestSide` is the largest of the scale.
  case fractionAboveOne(scale: String, longestSide: Double)

  /// A fraction of the input is below a pixel of any network's; `shortestSide` is the smallest of
  /// the scale.
  case fractionBelowPixel(scale: String, shortestSide: Double)

  /// The anchors of a scale are smaller than those of a scale with finer cells.
  case anchorsShrink(scale: String, stride: Int, finerScale: String, finerStride: Int)
}

extension ConfigurationWarning: CustomStringConvertible {
  /// One sentence: what was found, the likely cause, and the remedy.
  public var description: String {
    switch self {
    case .anchorsFarBelowStride(let scale, let stride, let side):
      """
      scale \(quoted(scale)): no anchor is longer than \(rounded(side)) pixels, far below the \
      stride of \(stride); anchors in cells that were read as pixels look like this: \
      check "anchor_unit", which is "pixels" unless given
      """
    case .anchorsFarAboveGrid(let scale, let stride, let side):
      """
      scale \(quoted(scale)): every anchor is at least \(rounded(side)) pixels long, \
      \(rounded(side / Double(stride))) cells of stride \(stride), which is a whole grid; \
      anchors in pixels that were read as cells look like this: check "anchor_unit"
      """
    case .fractionAboveOne(let scale, let side):
      """
      scale \(quoted(scale)): an anchor's side is \(rounded(side)) times the input's; anchors in \
      pixels or cells that were read as fractions look like this: check "anchor_unit"
      """
    case .fractionBelowPixel(let scale, let side):
      """
      scale \(quoted(scale)): an anchor's side is \(side) of the input's, less than a pixel of \
      2000; fractions that were divided twice look like this: check the anchors
      """
    case .anchorsShrink(let scale, let stride, let finer, let finerStride):
      """
      scale \(quoted(scale)): its anchors are smaller than those of \(quoted(finer)), although \
      its stride is \(stride) and theirs \(finerStride); the anchors of the two scales may be \
      swapped: small ones belong to the small stride
      """
    }
  }

  /// Two decimals at most: enough for a person, and free of rounding noise.
  private func rounded(_ value: Double) -> String {
    let text = String((value * 100).rounded() / 100)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
