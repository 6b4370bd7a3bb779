import DetectorConfiguration

/// What came of a candidate after all objects had their say.
public enum CandidateOutcome: Hashable, Sendable {
  /// The anchor shall predict the object's box, and perhaps those of `others` too.
  case holds(others: [Int])

  /// The anchor shall predict another object's box, and the classes of both.
  case classKept(holder: Int)

  /// The object was given the anchor and lost it to another one.
  case lost(to: Int, LossReason)

  /// The anchor is given only where it is free, and another object had it.
  case notFree(takenBy: Int)

  /// The rule did not give the anchor to the object.
  case refused(RefusalReason)

  /// Whether the anchor shall predict the object's box.
  public var isHeld: Bool { if case .holds = self { true } else { false } }

  /// Whether the object was given the anchor, and does not have it in the end.
  public var isLost: Bool {
    switch self {
    case .classKept, .lost, .notFree: true
    case .holds, .refused: false
    }
  }
}

/// Why the winner of a collision won.
public enum LossReason: Hashable, Sendable {
  /// The winner stands later in the labels.
  case later

  /// The winner stands earlier in the labels.
  case earlier

  /// The winner stands later in the labels, and the anchor is the best of each.
  case laterBest

  /// The anchor is the best that the winner has.
  case best

  /// The winner overlaps the anchor by more, or by as much and stands earlier.
  case overlap(iou: Double)
}

extension CollisionPolicy {
  /// What came of one candidate of an object.
  ///
  /// - Parameters:
  ///   - candidate: The anchor and the rule's verdict.
  ///   - object: Whose candidate it is.
  ///   - claims: All that were given the anchor, in the order of the objects.
  ///   - holder: What the anchor shall predict; `nil` if nobody was given it.
  /// - Returns: Whether the object has the anchor in the end, and if not, who has.
  func outcome(
    of candidate: AnchorCandidate,
    for object: Int,
    claims: [AnchorClaim],
    holder: Responsibility?
  ) -> CandidateOutcome {
    switch candidate.verdict {
    case .refused(let reason): return .refused(reason)
    case .given(let reason):
      guard let holder, let first = claims.first else { return .holds(others: []) }
      if reason == .whereFree, first.object != object { return .notFree(takenBy: first.object) }
      if holder.boxes.contains(object) {
        let others = Set(holder.boxes).subtracting([object])
        return .holds(others: others.sorted())
      }
      if holder.classes.contains(object) { return .classKept(holder: holder.object) }
      let winner = claims.first { $0.object == holder.object }?.match
      return .lost(to: holder.object, lossReason(to: winner, of: reason))
    }
  }

  private func lossReason(to winner: AnchorMatch?, of reason: MatchReason) -> LossReason {
    switch self {
    case .first: return .earlier
    case .bestIoUThenLast:
      guard let winner else { return .later }
      if winner.reason != .best { return .overlap(iou: winner.iou) }
      return reason == .best ? .laterBest : .best
    case .last, .lastBoxAllClasses, .allBoxesAllClasses, .both: return .later
    }
  }
}
