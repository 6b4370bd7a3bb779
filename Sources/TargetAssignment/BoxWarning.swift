import BoxGeometry

/// Something about an object's box that is legal, and that a loss takes otherwise than people
/// expect.
///
/// The sentences name no place: whoever read the box adds file, line and index.
public enum BoxWarning: Hashable, Sendable {
  /// The centre lies outside the network input, so no cell holds it.
  ///
  /// A centre on the right or the lower edge lies outside too: cells hold their left and upper
  /// edges only.
  case centerOutside(x: Double, y: Double, input: PixelSize)

  /// The small-box weight is negative: the loss falls as the predicted box gets worse.
  case negativeSizeWeight(area: Double, input: PixelSize)

  /// What there is to say about a box.
  ///
  /// ```
  /// 0 <= centre x < W,  0 <= centre y < H        else the centre lies outside
  /// 2 - w · h / (W · H) >= 0                     else the small-box weight is negative
  /// ```
  ///
  /// - Parameters:
  ///   - box: The box, in pixels of the network input.
  ///   - input: The size of the network input, `W × H`.
  ///   - smallBoxWeight: Whether the box loss has the small-box weight.
  /// - Returns: The warnings, in the order above.
  /// - Complexity: O(1).
  public static func warnings(
    of box: CenterBox<Double>,
    input: PixelSize,
    smallBoxWeight: Bool
  ) -> [BoxWarning] {
    let (width, height) = (Double(input.width), Double(input.height))
    var warnings: [BoxWarning] = []
    if !(0..<width).contains(box.centerX) || !(0..<height).contains(box.centerY) {
      warnings.append(.centerOutside(x: box.centerX, y: box.centerY, input: input))
    }
    if smallBoxWeight, 2 - box.area / (width * height) < 0 {
      warnings.append(.negativeSizeWeight(area: box.area, input: input))
    }
    return warnings
  }
}

extension BoxWarning: CustomStringConvertible {
  /// The finding and what it leads to, without the box's place.
  public var description: String {
    switch self {
    case .centerOutside(let x, let y, let input):
      "the centre (\(x), \(y)) lies outside the network input of \(input), in no cell of its grids"
    case .negativeSizeWeight(let area, let input):
      """
      the area of \(area) square pixels is more than twice that of the network input of \(input), \
      so the small-box weight, 2 - area / input area, is negative and the loss rewards a worse \
      box; check the box and the fit, or set "small_box_weight" to false
      """
    }
  }
}
