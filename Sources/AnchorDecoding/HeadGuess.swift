/// What an array looks like when nothing is known about the detector.
///
/// YOLOv3 has three anchors a cell, and its channels tell the number of classes.
public struct HeadGuess: Hashable, Sendable {
  /// The order of the axes.
  public let order: HeadOrder

  /// Whether the array has a batch axis.
  public let isBatched: Bool

  /// The number of classes, with three anchors.
  public let classes: Int

  /// The number of anchors of a cell that a guess assumes.
  public static let anchors = 3

  /// Every way in which an array of `shape` can be a head with three anchors a cell, the likely
  /// ones first.
  ///
  /// A dump of three images looks like one image of three anchors, so a reading without the batch
  /// axis stands behind those with it.
  public static func all(shape: [Int]) -> [HeadGuess] {
    let guesses = HeadOrder.allCases.flatMap { order -> [HeadGuess] in
      guard shape.count == order.rank || shape.count == order.rank - 1 else { return [] }
      let lengths = Array(shape.suffix(order.rank - 1))
      let place = order.positions
      let channels = lengths[place.channel]
      let classes: Int
      if let anchorAxis = place.anchor {
        guard lengths[anchorAxis] == anchors else { return [] }
        classes = channels - 5
      } else {
        guard channels % anchors == 0 else { return [] }
        classes = channels / anchors - 5
      }
      guard classes > 0, lengths[place.row] > 0, lengths[place.column] > 0 else { return [] }
      return [HeadGuess(order: order, isBatched: shape.count == order.rank, classes: classes)]
    }
    return guesses.filter(\.isBatched) + guesses.filter { !$0.isBatched }
  }
}

extension HeadGuess: CustomStringConvertible {
  /// The order and the counts, such as `nchw, 3 anchors, 80 classes`; an array without the batch
  /// axis is `one image`.
  public var description: String {
    "\(order.rawValue), \(Self.anchors) anchors, \(classes) classes"
      + (isBatched ? "" : ", one image")
  }
}
