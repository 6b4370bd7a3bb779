import BoxGeometry
import DetectorConfiguration

extension CollisionPolicy {
  /// Decides who keeps each anchor.
  ///
  /// - Parameters:
  ///   - matches: The claims, object by object in label order, and an object's claims to one anchor in
  ///     the order of writing.
  ///   - objects: The objects.
  /// - Returns: The anchors that predict an object, and what became of the others, by their sites.
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
      let winners = winners(among: claims)
      let kept = winners.boxes[winners.boxes.count - 1]
      let classIDs = winners.classes.map { objects[$0].classID }
      positives.append(
        PositiveAnchor(
          site: site,
          boxes: winners.boxes.map { BoxTarget(object: $0, box: CenterBox(objects[$0].box)) },
          // With `both` each box has its own class, else all of them one target of all classes.
          classTargets: self == .both ? classIDs.map { .index($0) } : [ClassTarget(classIDs)]
        )
      )
      let outcome = winners.outcomes(whereAllAreEntitled: winners.classes.count == claims.count)
      // A rule may give one anchor twice, and an object's claims follow each other.
      var last: Int?
      for claim in claims where claim.object != kept && claim.object != last {
        last = claim.object
        collisions.append(
          AnchorCollision(
            site: site,
            kept: kept,
            lost: claim.object,
            outcome: outcome(claim.object)
          )
        )
      }
    }
    return (positives, collisions)
  }

  /// Who of several objects has an anchor.
  private struct Winners {
    /// The objects whose boxes it predicts, and those whose classes it predicts.
    let boxes, classes: [Int]

    init(_ boxes: [Int], classes: [Int]? = nil) {
      self.boxes = boxes
      self.classes = classes ?? boxes
    }

    /// What becomes of an object that does not keep the anchor.
    func outcomes(whereAllAreEntitled all: Bool) -> (_ object: Int) -> AnchorCollision.Outcome {
      if classes.count == 1 { return { _ in .lost } }
      let isShared = boxes.count > 1
      if all { return { _ in isShared ? .shared : .classKept } }
      let (sharing, classKeepers) = (Set(boxes), Set(classes))
      return { sharing.contains($0) ? .shared : classKeepers.contains($0) ? .classKept : .lost }
    }
  }

  private func winners(among claims: [AnchorMatch]) -> Winners {
    // An extra that came to a taken anchor never had it.
    let entitled =
      claims.contains { $0.reason == .whereFree }
      ? claims[..<1] + claims[1...].filter { $0.reason != .whereFree } : claims[...]
    let last = claims.last { $0.reason != .whereFree } ?? claims[0]
    switch self {
    case .last: return Winners([last.object])
    case .first: return Winners([claims[0].object])
    case .lastBoxAllClasses: return Winners([last.object], classes: entitled.map(\.object))
    case .allBoxesAllClasses: return Winners(entitled.map(\.object))
    case .both:
      let written = entitled.indices.sorted {
        (entitled[$0].writeOrder, $0) < (entitled[$1].writeOrder, $1)
      }
      return Winners(written.map { entitled[$0].object })
    case .bestIoUThenLast:
      // The last object whose best anchor this is; if it is nobody's best, the object with the
      // largest overlap, the first of equals.
      let winner = claims.last { $0.isBest } ?? entitled.max { $0.iou < $1.iou } ?? claims[0]
      return Winners([winner.object])
    }
  }
}

extension ClassTarget {
  /// The target of an anchor that predicts these classes, one or several.
  fileprivate init(_ classIDs: [Int]) {
    guard classIDs.contains(where: { $0 != classIDs[0] }) else {
      self = .index(classIDs[0])
      return
    }
    self = .indices(Set(classIDs).sorted())
  }
}
