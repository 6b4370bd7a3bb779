import BoxGeometry

/// What the rule gave one object.
public struct ObjectAssignment: Hashable, Sendable {
  /// The index of the object in its image.
  public let object: Int

  /// Whether no anchor passed the rule's threshold, so that the best of all was taken.
  public let isFallback: Bool

  /// The anchors, in the order of their sites; including those that the object then lost to
  /// another one. A rule may give one anchor twice.
  public let matches: [AnchorMatch]
}

/// Two objects on one anchor, which predicts one box.
public struct AnchorCollision: Hashable, Sendable {
  /// What became of the object that does not hold the anchor.
  public enum Outcome: Hashable, Sendable {
    /// It has no part in the anchor.
    case lost

    /// Its class is asked for beside the holder's, but not its box.
    case classKept

    /// Its box and its class are asked for beside the holder's.
    case shared
  }

  /// The anchor.
  public let site: AnchorSite

  /// The object that holds it in the end.
  public let kept: Int

  /// The object that had been given it too.
  public let lost: Int

  /// What became of the latter.
  public let outcome: Outcome
}

/// An anchor and what it shall predict.
public struct Responsibility: Hashable, Sendable {
  /// The anchor.
  public let site: AnchorSite

  /// The objects whose boxes it shall predict, in the order they were written; mostly one. An
  /// object that was given the anchor twice stands here twice.
  public let boxes: [Int]

  /// The objects whose classes it shall predict.
  public let classes: [Int]

  /// Whether each box has a class target of its own, rather than all of them one with several
  /// classes.
  public let classesApart: Bool

  /// The object that holds it: the one written last.
  public var object: Int { boxes[boxes.count - 1] }
}

/// Which anchors of one image are responsible for which objects.
public struct ImageAssignment: Hashable, Sendable {
  /// The objects, in pixels of the network input.
  public let objects: [LabeledBox]

  /// What the rule gave each object, in the order of the objects.
  public let assigned: [ObjectAssignment]

  /// The anchors that more than one object was given: one entry for each object that does not hold
  /// its anchor, in the order of their sites.
  public let collisions: [AnchorCollision]

  /// What each responsible anchor shall predict, in the order of the sites.
  public let responsible: [Responsibility]

  /// The objects that were given an anchor of `scale`, in their order, also those that lost it.
  public func objects(onScale scale: Int) -> [Int] {
    assigned.filter { $0.matches.contains { $0.site.scale == scale } }.map(\.object)
  }

  /// The objects that hold an anchor of `scale` after collisions, in their order.
  public func objects(holdingOnScale scale: Int) -> [Int] {
    let holding = Set(responsible.filter { $0.site.scale == scale }.flatMap(\.boxes))
    return objects.indices.filter(holding.contains)
  }

  /// The anchors that shall predict several boxes, or one box several times, in their order.
  ///
  /// ``DenseLabels`` hold one box for each anchor, the one written last, so they say less than the
  /// assignment does where this is not empty.
  public var crowdedAnchors: [Responsibility] {
    responsible.filter { $0.boxes.count > 1 }
  }

  /// The objects that no anchor shall predict: the rule gave them none, or they lost all.
  public var unassigned: [Int] {
    let holding = Set(responsible.flatMap(\.boxes))
    return objects.indices.filter { !holding.contains($0) }
  }
}
