import DetectionText
import DetectorConfiguration
import TargetAssignment

/// An anchor that the rule looked at for an object, and what came of it.
public struct CandidateExplanation: Hashable, Sendable {
  /// What came of a candidate after all objects had their say.
  public enum Outcome: Hashable, Sendable {
    /// The anchor predicts the object's box, and perhaps those of `others` too.
    case kept(others: [Int])

    /// The anchor predicts another object's box, and the classes of both.
    case classKept(keeper: Int)

    /// The object was given the anchor and lost it to another one; `because` goes on with "which"
    /// or "whose".
    case lost(to: Int, because: String)

    /// The anchor is given only where it is free, and another object had it.
    case notFree(takenBy: Int)

    /// The rule did not give the anchor to the object.
    case refused
  }

  /// The index of the object that the anchor was a candidate of.
  public let object: Int

  /// The rule's verdict.
  package let candidate: AnchorCandidate

  /// What came of it.
  public let outcome: Outcome

  /// The anchor, with the name of its scale.
  public let place: String
}

extension CandidateExplanation {
  /// The anchor.
  public var site: AnchorSite { candidate.site }

  /// The overlap of the object with the anchor: where both stand, or of their sizes alone.
  public var iou: Double { candidate.iou }

  /// Verdict and outcome in a sentence without its full stop and without the place.
  public var reason: String {
    let why = candidate.why
    return switch outcome {
    case .refused: "refused: \(why)"
    case .kept(others: []): "taken: \(why)"
    case .kept(let others): "taken, and shared with \(Self.objects(others)): \(why)"
    case .classKept(let keeper):
      "only its class is a target, beside object \(keeper), which has the box: \(why)"
    case .notFree(let keeper):
      "not had: \(why), but object \(keeper) had it, and it is given only where it is free"
    case .lost(let winner, let reason): "lost to object \(winner), \(reason): \(why)"
    }
  }

  static func objects(_ indices: [Int]) -> String {
    (indices.count == 1 ? "object " : "objects ")
      + indices.map(String.init).joined(separator: ", ")
  }
}

extension CandidateExplanation: CustomStringConvertible {
  /// Place, verdict and outcome in one sentence without its full stop.
  public var description: String { "\(place): \(reason)" }
}

extension CandidateExplanation.Outcome {
  /// Whether the anchor predicts the object's box.
  public var isKept: Bool { if case .kept = self { true } else { false } }

  /// Whether the object was given the anchor, and does not have it in the end.
  public var isLost: Bool {
    switch self {
    case .classKept, .lost, .notFree: true
    case .kept, .refused: false
    }
  }
}

// MARK: - Who won, and why

/// The claims of one image, for telling why an object lost an anchor.
struct CollisionReview {
  private struct Claim: Hashable {
    let site: AnchorSite
    let object: Int
  }

  private let policy: CollisionPolicy
  private let claims: [AnchorSite: [AnchorMatch]]
  private let positives: [AnchorSite: PositiveAnchor]
  private let classKept: Set<Claim>

  init(_ assignment: ImageAssignment, _ policy: CollisionPolicy) {
    self.policy = policy
    claims = assignment.claims
    positives = Dictionary(uniqueKeysWithValues: assignment.positives.map { ($0.site, $0) })
    classKept = Set(
      assignment.collisions.filter { $0.outcome == .classKept }
        .map { Claim(site: $0.site, object: $0.lost) }
    )
  }

  /// What came of one candidate of an object.
  func outcome(of candidate: AnchorCandidate, for object: Int) -> CandidateExplanation.Outcome {
    guard let reason = candidate.reason else { return .refused }
    guard let claims = claims[candidate.site], let positive = positives[candidate.site],
      let keeper = positive.object
    else { return .kept(others: []) }
    if reason == .whereFree, claims[0].object != object {
      return .notFree(takenBy: claims[0].object)
    }
    let objects = positive.objects
    if objects.contains(object) {
      return .kept(others: Set(objects).subtracting([object]).sorted())
    }
    if classKept.contains(Claim(site: candidate.site, object: object)) {
      return .classKept(keeper: keeper)
    }
    let winner = claims.first { $0.object == keeper }
    return .lost(to: keeper, because: why(winner, over: candidate))
  }

  private func why(_ winner: AnchorMatch?, over candidate: AnchorCandidate) -> String {
    switch policy {
    case .first: return "which comes earlier"
    case .bestIoUThenLast:
      guard let winner else { return "which comes later" }
      if winner.isBest {
        return candidate.reason == .best || candidate.reason == .fallback
          ? "whose best it is too, and which comes later" : "whose best it is"
      }
      return winner.iou == candidate.iou
        ? "which overlaps it by as much and comes earlier"
        : "which overlaps it by \(likenessText(winner.iou, unlike: candidate.iou))"
    case .last, .lastBoxAllClasses, .allBoxesAllClasses, .both: return "which comes later"
    }
  }
}

extension ImageAssignment {
  /// The claims to each anchor, in the order of the objects.
  var claims: [AnchorSite: [AnchorMatch]] {
    Dictionary(grouping: assigned.flatMap(\.matches), by: \.site)
  }
}
