import BoxGeometry
import DetectorConfiguration

extension CollisionPolicy {
  /// Decides who keeps each anchor.
  ///
  /// Objects come in label order, and an object's matches of one anchor in the order of writing.
  package func resolve(
    _ assigned: [ObjectAssignment],
    of objects: [LabeledBox]
  ) -> (positives: [PositiveAnchor], collisions: [AnchorCollision]) {
    var places: [(object: Int32, match: Int32)] = []
    for (object, assigned) in assigned.enumerated() {
      for match in assigned.matches.indices { places.append((Int32(object), Int32(match))) }
    }
    func match(_ place: (object: Int32, match: Int32)) -> AnchorMatch {
      assigned[Int(place.object)].matches[Int(place.match)]
    }
    places.sort { a, b in
      let (one, other) = (match(a).site, match(b).site)
      return one == other ? a < b : one < other
    }
    var sites = 0
    for (index, place) in places.enumerated()
    where index == 0 || match(places[index - 1]).site != match(place).site { sites += 1 }
    var positives: [PositiveAnchor] = []
    positives.reserveCapacity(sites)
    // Of a million objects in one image nearly all collide.
    var collisions: [AnchorCollision] = []
    collisions.reserveCapacity(places.count - sites)
    var start = 0
    while start < places.count {
      let site = match(places[start]).site
      let claims = places[start...].prefix { match($0).site == site }.map(match)
      start += claims.count
      let (boxes, classes) = winners(among: claims)
      let kept = boxes[boxes.count - 1]
      let classIDs = classes.map { objects[$0].classID }
      positives.append(
        PositiveAnchor(
          site: site,
          boxes: boxes.map { BoxTarget(object: $0, box: CenterBox(objects[$0].box)) },
          // With `both` each box has its own class, else all of them one target of all classes.
          classTargets: self == .both ? classIDs.map { .index($0) } : [ClassTarget(classIDs)]
        )
      )
      guard claims.count > 1 else { continue }
      let (sharing, classKeepers) = (Set(boxes), Set(classes))
      var seen: Set<Int> = [kept]
      for claim in claims where seen.insert(claim.object).inserted {
        collisions.append(
          AnchorCollision(
            site: site,
            kept: kept,
            lost: claim.object,
            outcome: sharing.contains(claim.object)
              ? .shared : classKeepers.contains(claim.object) ? .classKept : .lost
          )
        )
      }
    }
    return (positives, collisions)
  }

  /// The objects whose boxes one anchor predicts, and those whose classes it predicts.
  private func winners(among claims: [AnchorMatch]) -> (boxes: [Int], classes: [Int]) {
    // An extra that came to a taken anchor never had it.
    let entitled = [claims[0]] + claims.dropFirst().filter { $0.reason != .whereFree }
    let objects = entitled.map(\.object)
    let last = [objects[objects.count - 1]]
    switch self {
    case .last: return (last, last)
    case .first: return ([objects[0]], [objects[0]])
    case .lastBoxAllClasses: return (last, objects)
    case .allBoxesAllClasses: return (objects, objects)
    case .both:
      let written = entitled.enumerated()
        .sorted { ($0.element.writeOrder, $0.offset) < ($1.element.writeOrder, $1.offset) }
        .map(\.element.object)
      return (written, written)
    case .bestIoUThenLast:
      // The last object whose best anchor this is; if it is nobody's best, the object with the
      // largest overlap, the first of equals.
      let winner =
        entitled.last(where: \.isBest)
        ?? entitled.reduce(entitled[0]) { $1.iou > $0.iou ? $1 : $0 }
      return ([winner.object], [winner.object])
    }
  }
}

extension ClassTarget {
  /// The target of an anchor that predicts these classes, one or several.
  fileprivate init(_ classIDs: [Int]) {
    let united = Set(classIDs).sorted()
    self = united.count == 1 ? .index(united[0]) : .indices(united)
  }
}
