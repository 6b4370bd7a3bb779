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
  /// - Complexity: O(objects · anchors of a cell · scales).
  public func callAsFunction(_ objects: [LabeledBox]) throws(ObjectError) -> ImageAssignment {
    let input = grids[0].input
    for (index, object) in objects.enumerated() {
      try ObjectError.check(object.box, index: index, input: input)
    }
    let assigned = objects.indices.map { index in
      switch choice.rule {
      case .anchorIoU(let threshold):
        anchorIoURule(objects[index].box, index: index, threshold: threshold)
      }
    }
    return resolveCollisions(objects, assigned)
  }

  /// Decides who keeps the anchors that several objects got.
  private func resolveCollisions(
    _ objects: [LabeledBox],
    _ assigned: [ObjectAssignment]
  ) -> ImageAssignment {
    var contenders: [AnchorSite: [Int]] = [:]
    for assignment in assigned {
      for match in assignment.matches {
        contenders[match.site, default: []].append(assignment.object)
      }
    }
    var responsible: [Responsibility] = []
    var collisions: [AnchorCollision] = []
    for (site, contending) in contenders.sorted(by: { $0.key < $1.key }) {
      let kept =
        switch choice.collision {
        case .last: contending[contending.count - 1]
        case .first: contending[0]
        }
      responsible.append(Responsibility(site: site, object: kept))
      collisions += contending.filter { $0 != kept }
        .map { AnchorCollision(site: site, kept: kept, lost: $0) }
    }
    return ImageAssignment(
      objects: objects,
      assigned: assigned,
      collisions: collisions,
      responsible: responsible
    )
  }
}
