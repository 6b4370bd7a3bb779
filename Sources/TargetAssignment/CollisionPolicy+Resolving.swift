import DetectorConfiguration

extension CollisionPolicy {
  /// Decides who keeps each anchor.
  ///
  /// Objects come in label order, and an object's matches of one anchor in the order of writing.
  func resolve(
    _ assigned: [ObjectAssignment]
  ) -> (responsible: [Responsibility], collisions: [AnchorCollision]) {
    var contenders: [AnchorSite: [Contender]] = [:]
    for assignment in assigned {
      for match in assignment.matches {
        contenders[match.site, default: []].append(
          Contender(object: assignment.object, iou: match.iou, reason: match.reason)
        )
      }
    }
    var responsible: [Responsibility] = []
    var collisions: [AnchorCollision] = []
    for (site, contending) in contenders.sorted(by: { $0.key < $1.key }) {
      let result = responsibility(at: site, of: contending)
      responsible.append(result)
      var seen: Set<Int> = [result.object]
      for contender in contending where seen.insert(contender.object).inserted {
        let outcome: AnchorCollision.Outcome =
          result.boxes.contains(contender.object)
          ? .shared : result.classes.contains(contender.object) ? .classKept : .lost
        collisions.append(
          AnchorCollision(
            site: site,
            kept: result.object,
            lost: contender.object,
            outcome: outcome
          )
        )
      }
    }
    return (responsible, collisions)
  }

  /// What one anchor shall predict.
  private func responsibility(
    at site: AnchorSite,
    of contending: [Contender]
  ) -> Responsibility {
    // An extra that came to a taken anchor never had it.
    let entitled = [contending[0]] + contending.dropFirst().filter { $0.reason != .whereFree }
    let objects = entitled.map(\.object)
    let boxes: [Int]
    let classes: [Int]
    switch self {
    case .last:
      boxes = [objects[objects.count - 1]]
      classes = boxes
    case .first:
      boxes = [objects[0]]
      classes = boxes
    case .lastBoxAllClasses:
      boxes = [objects[objects.count - 1]]
      classes = objects
    case .allBoxesAllClasses:
      boxes = objects
      classes = objects
    case .both:
      boxes = entitled.enumerated()
        .sorted {
          ($0.element.reason.writeOrder, $0.offset) < ($1.element.reason.writeOrder, $1.offset)
        }
        .map(\.element.object)
      classes = boxes
    case .bestIoUThenLast:
      boxes = [Self.bestIoUThenLast(entitled)]
      classes = boxes
    }
    return Responsibility(
      site: site,
      boxes: boxes,
      classes: classes,
      classesApart: self == .both
    )
  }

  /// The last object whose best anchor this is; if it is nobody's best, the object with the
  /// largest overlap, the first of equals.
  private static func bestIoUThenLast(_ contending: [Contender]) -> Int {
    if let last = contending.last(where: { $0.reason == .best }) { return last.object }
    return contending.reduce(contending[0]) { $1.iou > $0.iou ? $1 : $0 }.object
  }
}

/// An object that was given an anchor.
private struct Contender {
  let object: Int
  let iou: Double
  let reason: MatchReason
}
