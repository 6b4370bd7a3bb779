import BoxGeometry

/// What the rule gave one object.
public struct ObjectAssignment: Hashable, Sendable {
  /// The index of the object in its image.
  public let object: Int

  /// The anchors, in the order of their sites; including those that the object then lost to
  /// another one. A rule may give one anchor twice.
  public let matches: [AnchorMatch]

  package init(object: Int, matches: [AnchorMatch]) {
    self.object = object
    self.matches = matches
  }

  /// Whether no anchor passed the rule's threshold, so that the best of all was taken.
  public var isFallback: Bool { matches.contains { $0.reason == .fallback } }
}

/// What the rule gave each object of an image, in their order.
public struct ObjectAssignments: RandomAccessCollection, Hashable, Sendable {
  /// The anchors of all objects, one behind the other: an image may have millions.
  package let matches: [AnchorMatch]

  /// Where the anchors of each object end.
  private let ends: [Int]

  /// - Parameters:
  ///   - matches: The anchors, object by object.
  ///   - ends: How many of them the objects up to each have.
  init(_ matches: [AnchorMatch], ends: [Int]) {
    (self.matches, self.ends) = (matches, ends)
  }

  /// Zero.
  public var startIndex: Int { 0 }

  /// The number of objects.
  public var endIndex: Int { ends.count }

  /// What the object of this index was given.
  public subscript(object: Int) -> ObjectAssignment {
    ObjectAssignment(
      object: object,
      matches: Array(matches[(object == 0 ? 0 : ends[object - 1])..<ends[object]])
    )
  }
}

/// Two objects on one anchor, which predicts one box.
public struct AnchorCollision: Hashable, Sendable {
  /// What became of the object that does not keep the anchor.
  public enum Outcome: Hashable, Sendable {
    /// It has no part in the anchor.
    case lost

    /// Its class is a target beside the keeper's, but not its box.
    case classKept

    /// Its box and its class are targets beside the keeper's.
    case shared
  }

  /// The anchor.
  public let site: AnchorSite

  private let keptNumber, lostNumber: Int32

  /// What became of the object that lost it.
  public let outcome: Outcome

  /// The object that has it in the end.
  public var kept: Int { Int(keptNumber) }

  /// The object that had been given it too.
  public var lost: Int { Int(lostNumber) }

  /// A collision of objects by their numbers, of which an image has fewer than two billions.
  init(site: AnchorSite, kept: Int, lost: Int, outcome: Outcome) {
    self.site = site
    (keptNumber, lostNumber) = (Int32(kept), Int32(lost))
    self.outcome = outcome
  }
}

/// Which anchors of one image predict which objects.
public struct ImageAssignment: Hashable, Sendable {
  /// The objects, in pixels of the network input, where the assignment takes them to stand.
  public let objects: [LabeledBox]

  /// What the rule gave each object, in the order of the objects.
  public let assigned: ObjectAssignments

  /// The anchors that more than one object was given: one entry for each object that does not keep
  /// its anchor, in the order of their sites.
  public let collisions: [AnchorCollision]

  /// The anchors that predict an object, in the order of their sites.
  public let positives: [PositiveAnchor]

  /// The anchors that it was made for.
  let frame: TargetFrame

  /// The objects that were given an anchor of `scale`, in their order, also those that lost it.
  public func objects(onScale scale: Int) -> [Int] {
    var found: [Int] = []
    // An object's anchors follow each other.
    for match in assigned.matches where match.site.scale == scale && found.last != match.object {
      found.append(match.object)
    }
    return found
  }

  /// The anchors that predict several boxes, or one box several times, in their order.
  ///
  /// ``DenseLabels`` hold one box for each anchor, the one written last, so they say less than the
  /// assignment does where this is not empty.
  public var multiObjectAnchors: [PositiveAnchor] {
    positives.filter { $0.boxes.count > 1 }
  }

  /// The objects that no anchor predicts: the rule gave them none, or they lost all.
  public var unassigned: [Int] { objects(keptIn: positives, false) }

  /// The objects that have an anchor of `scale` after collisions, in their order.
  func objects(keptOnScale scale: Int) -> [Int] {
    objects(keptIn: positives.filter { $0.site.scale == scale }, true)
  }

  private func objects(keptIn positives: [PositiveAnchor], _ isKept: Bool) -> [Int] {
    let kept = Set(positives.flatMap(\.objects))
    return objects.indices.filter { kept.contains($0) == isKept }
  }
}
