import BoxGeometry
import DetectorConfiguration

/// Gives objects to the anchors that shall predict them (`respond_bbox`).
///
/// A rule says which anchors each object gets; a collision policy says who keeps an anchor that
/// several objects got. Every number is `Double`, and objects are taken in their order, so an
/// assignment depends on nothing but its input.
public struct TargetAssigner: Sendable {
  /// The detector, whose `AssignmentChoice` says by which rule and collision policy.
  public let detector: Detector

  /// Creates the assigner of a detector.
  public init(_ detector: Detector) { self.detector = detector }

  /// The rule and the collision policy.
  var choice: AssignmentChoice { detector.components.assignment }

  /// Assigns the objects of one image.
  ///
  /// - Parameter objects: Boxes in pixels of the network input, in label order. They may reach
  ///   beyond the input, but not lie wholly outside.
  /// - Returns: What the rule gave each object, and who keeps each anchor.
  /// - Throws: ``ObjectError`` for an object that cannot be assigned.
  /// - Complexity: O(objects · anchors of a cell · scales); with `grid_iou` O(objects² · …).
  public func callAsFunction(_ objects: [LabeledBox]) throws(ObjectError) -> ImageAssignment {
    let candidates = try candidates(among: objects)
    return assignment(of: objects) { candidates($0) }
  }

  /// The rule as a function that tells what it thinks of every anchor it looks at for an object.
  ///
  /// - Parameter objects: All objects of the image.
  /// - Returns: The candidates of the object with an index, in no particular order.
  /// - Throws: ``ObjectError`` for an object that cannot be assigned.
  func candidates(
    among objects: [LabeledBox]
  ) throws(ObjectError) -> (_ object: Int) -> [AnchorCandidate] {
    for (index, object) in objects.enumerated() {
      try ObjectError.check(object.box, index: index, input: detector.input)
    }
    let boxes = objects.map(\.box)
    switch choice.rule {
    case .anchorIoU(let threshold):
      return { anchorIoUCandidates(boxes[$0], threshold: threshold) }
    case .bestAnchor:
      return { bestAnchorCandidates(boxes[$0], extrasAbove: nil) }
    case .bestAnchorPlus(let threshold, let extras):
      return { bestAnchorCandidates(boxes[$0], extrasAbove: (threshold, extras)) }
    case .sizeRatio(let bound, let neighborCells):
      return { sizeRatioCandidates(boxes[$0], below: bound, neighborCells: neighborCells) }
    case .shapeIoU(let threshold):
      return { shapeIoUCandidates(boxes[$0], threshold: threshold) }
    case .gridIoU(let threshold):
      let open = openAnchors(boxes)
      return { gridIoUCandidates(boxes[$0], among: open, threshold: threshold) }
    }
  }

  /// The assignment that the candidates of every object add up to.
  func assignment(
    of objects: [LabeledBox],
    from candidates: (_ object: Int) -> [AnchorCandidate]
  ) -> ImageAssignment {
    let isFallbackRule = if case .anchorIoU = choice.rule { true } else { false }
    let assigned = objects.indices.map { index in
      let matches = candidates(index).compactMap(\.match)
      return ObjectAssignment(
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
