import BoxGeometry
import DetectorConfiguration

extension CollisionPolicy {
  /// Decides who keeps each anchor.
  ///
  /// - Parameters:
  ///   - matches: The claims, object by object in label order, and an object's claims to one anchor in
  ///     the order of writing.
  ///   - objects: The objects.
  package func resolve(
    _ matches: [AnchorMatch],
    of objects: [LabeledBox]
  ) -> (positives: [PositiveAnchor], collisions: [AnchorCollision]) {
    let places = matches.indices.sorted { a, b in
      let (one, other) = (matches[a].site, matches[b].site)
      return one == other ? a < b : one < other
    }
    var sites = 0
    for (index, place) in places.enumerated()
    where index == 0 || matches[places[index - 1]].site != matches[place].site { sites += 1 }
    var positives: [PositiveAnchor] = []
    positives.reserveCapacity(sites)
    // Of a million objects in one image nearly all collide.
    var collisions: [AnchorCollision] = []
    collisions.reserveCapacity(places.count - sites)
    var start = 0
    while start < places.count {
      let first = matches[places[start]]
      let site = first.site
      let begin = start
      repeat { start += 1 } while start < places.count && matches[places[start]].site == site
      guard start - begin > 1 else {
        let object = objects[first.object]
        let box = BoxTarget(object: first.object, box: CenterBox(object.box))
        positives.append(
          PositiveAnchor(site: site, boxes: [box], classTargets: [.index(object.classID)])
        )
        continue
      }
      let claims = places[begin..<start].map { matches[$0] }
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
      let (sharing, classKeepers) = (Set(boxes), Set(classes))
      // A rule may give one anchor twice, and an object's claims follow each other.
      var last: Int?
      for claim in claims where claim.object != kept && claim.object != last {
        last = claim.object
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
  private func winners(
    among claims: some BidirectionalCollection<AnchorMatch>
  ) -> (boxes: [Int], classes: [Int]) {
    // An extra that came to a taken anchor never had it.
    let entitled = claims.enumerated().lazy
      .filter { $0.offset == 0 || $0.element.reason != .whereFree }.map(\.element)
    let first = claims.prefix(1).map(\.object)
    func last() -> [Int] { claims.last { $0.reason != .whereFree }.map { [$0.object] } ?? first }
    switch self {
    case .last: return (last(), last())
    case .first: return (first, first)
    case .lastBoxAllClasses: return (last(), Array(entitled.map(\.object)))
    case .allBoxesAllClasses:
      let objects = Array(entitled.map(\.object))
      return (objects, objects)
    case .both:
      let written = entitled.enumerated()
        .sorted { ($0.element.writeOrder, $0.offset) < ($1.element.writeOrder, $1.offset) }
        .map(\.element.object)
      return (written, written)
    case .bestIoUThenLast:
      // The last object whose best anchor this is; if it is nobody's best, the object with the
      // largest overlap, the first of equals.
      let largest = claims.last { $0.isBest } ?? entitled.max { $0.iou < $1.iou }
      let winner = largest.map { [$0.object] } ?? first
      return (winner, winner)
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
