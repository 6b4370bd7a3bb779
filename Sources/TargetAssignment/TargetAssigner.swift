import BoxGeometry
import DetectorConfiguration

/// Gives objects to the anchors that shall predict them (`respond_bbox`).
///
/// A rule says which anchors each object gets; a collision policy says who keeps an anchor that
/// several objects got. Every number is `Double`, and objects are taken in their order, so an
/// assignment depends on nothing but its input.
public struct TargetAssigner: Sendable {
  /// The rule and the collision policy.
  public let choice: AssignmentChoice

  /// The cells of every scale.
  public let grids: [ScaleGrid]

  /// Creates an assigner for one network input.
  ///
  /// - Precondition: There is at least one grid, and all lie over the same input.
  public init(_ choice: AssignmentChoice, grids: [ScaleGrid]) {
    precondition(!grids.isEmpty, "a detector has at least one scale")
    precondition(
      grids.allSatisfy { $0.input == grids[0].input },
      "the grids of a detector lie over one input"
    )
    self.choice = choice
    self.grids = grids
  }

  /// Assigns the objects of one image.
  ///
  /// - Parameter objects: Boxes in pixels of the network input, in label order. They may reach
  ///   beyond the input, but not lie wholly outside.
  /// - Returns: What the rule gave each object, and who keeps each anchor.
  /// - Throws: ``ObjectError`` for an object that cannot be assigned.
  /// - Complexity: O(objects · anchors of a cell · scales); with `grid_iou` O(objects² · …).
  public func callAsFunction(_ objects: [LabeledBox]) throws(ObjectError) -> ImageAssignment {
    let input = grids[0].input
    for (index, object) in objects.enumerated() {
      try ObjectError.check(object.box, index: index, input: input)
    }
    let boxes = objects.map(\.box)
    let matches =
      switch choice.rule {
      case .anchorIoU(let threshold):
        boxes.map { anchorIoUMatches($0, threshold: threshold) }
      case .bestAnchor:
        boxes.map { bestAnchorMatches($0, extrasAbove: nil) }
      case .bestAnchorPlus(let threshold, let extras):
        boxes.map { bestAnchorMatches($0, extrasAbove: (threshold, extras)) }
      case .sizeRatio(let bound, let neighborCells):
        boxes.map { sizeRatioMatches($0, below: bound, neighborCells: neighborCells) }
      case .shapeIoU(let threshold):
        boxes.map { shapeIoUMatches($0, threshold: threshold) }
      case .gridIoU(let threshold):
        gridIoUMatches(boxes, threshold: threshold)
      }
    let isFallbackRule = if case .anchorIoU = choice.rule { true } else { false }
    let assigned = matches.enumerated().map { index, matches in
      ObjectAssignment(
        object: index,
        isFallback: isFallbackRule && matches.contains { $0.reason == .best },
        matches: matches.sorted {
          ($0.site, $0.reason.writeOrder) < ($1.site, $1.reason.writeOrder)
        }
      )
    }
    let (responsible, collisions) = choice.collision.resolve(assigned)
    return ImageAssignment(
      objects: objects,
      assigned: assigned,
      collisions: collisions,
      responsible: responsible
    )
  }
}
