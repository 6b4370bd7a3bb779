import BoxGeometry

/// An anchor that the rule gave to an object.
public struct AnchorMatch: Hashable, Sendable {
  /// The anchor.
  public let site: AnchorSite

  /// The overlap that the rule measured between the object and the anchor.
  public let iou: Double
}

/// What the rule gave one object.
public struct ObjectAssignment: Hashable, Sendable {
  /// The index of the object in its image.
  public let object: Int

  /// Whether no anchor passed the rule's threshold, so that the best of all was taken.
  public let isFallback: Bool

  /// The anchors, in the order of their sites; including those that the object then lost to
  /// another one.
  public let matches: [AnchorMatch]
}

/// Two objects on one anchor, which can predict only one.
public struct AnchorCollision: Hashable, Sendable {
  /// The anchor.
  public let site: AnchorSite

  /// The object that has it in the end.
  public let kept: Int

  /// The object that had been given it too.
  public let lost: Int
}

/// An anchor and the object it shall predict.
public struct Responsibility: Hashable, Sendable {
  /// The anchor.
  public let site: AnchorSite

  /// The index of the object in its image.
  public let object: Int
}

/// Which anchors of one image are responsible for which objects.
public struct ImageAssignment: Hashable, Sendable {
  /// The objects, in pixels of the network input.
  public let objects: [LabeledBox]

  /// What the rule gave each object, in the order of the objects.
  public let assigned: [ObjectAssignment]

  /// The anchors that more than one object was given: one entry for each object that lost, in the
  /// order of their sites.
  public let collisions: [AnchorCollision]

  /// The object that each responsible anchor has after collisions, in the order of the sites.
  public let responsible: [Responsibility]

  /// The objects that were given an anchor of `scale`, in their order, also those that lost it.
  public func objects(onScale scale: Int) -> [Int] {
    assigned.filter { $0.matches.contains { $0.site.scale == scale } }.map(\.object)
  }
}
