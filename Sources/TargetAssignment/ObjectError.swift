import BoxGeometry

/// A reason why an object cannot be given to an anchor.
///
/// The sentences name the object by its index only: whoever read the labels adds file and line.
public enum ObjectError: Error, Hashable, Sendable {
  /// The box lies wholly outside the network input.
  case outside(object: Int, box: CornerBox<Double>, input: PixelSize)

  /// The box has no area.
  case noArea(object: Int, box: CornerBox<Double>)

  /// A corner is infinite, or farther away than ``farthest``.
  case infinite(object: Int, box: CornerBox<Double>)

  /// The farthest that a corner may lie from the origin, `2^60` pixels.
  ///
  /// Up to there the area of a box, and of the enclosure of two, stays below the largest `Float`,
  /// so that no object makes a loss infinite. The same bound holds decoded sides.
  public static let farthest = 0x1p60

  /// The index of the object.
  public var object: Int {
    switch self {
    case .outside(let object, _, _), .noArea(let object, _), .infinite(let object, _): object
    }
  }

  /// Refuses an object that cannot be assigned.
  static func check(
    _ box: CornerBox<Double>,
    index: Int,
    input: PixelSize
  ) throws(ObjectError) {
    guard
      [box.minX, box.minY, box.maxX, box.maxY].allSatisfy({ abs($0) <= Self.farthest })
    else {
      throw .infinite(object: index, box: box)
    }
    guard box.area > 0 else { throw .noArea(object: index, box: box) }
    let width = Double(input.width)
    let height = Double(input.height)
    guard box.maxX > 0, box.maxY > 0, box.minX < width, box.minY < height else {
      throw .outside(object: index, box: box, input: input)
    }
  }
}

extension ObjectError: CustomStringConvertible {
  /// The fault and the remedy, without the object's place.
  public var description: String {
    switch self {
    case .outside(_, let box, let input):
      """
      the box \(Self.corners(box)) lies wholly outside the network input of \(input); check \
      "fit" in the config (or --fit), the input size, and whether the labels are in pixels
      """
    case .noArea(_, let box):
      "the box \(Self.corners(box)) has no area; remove it or put its corners right"
    case .infinite(_, let box):
      """
      the box \(Self.corners(box)) is infinite or reaches beyond 2^60 pixels; put its corners right
      """
    }
  }

  private static func corners(_ box: CornerBox<Double>) -> String {
    "(\(box.minX), \(box.minY)) to (\(box.maxX), \(box.maxY))"
  }
}
