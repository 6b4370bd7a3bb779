import BoxGeometry
import DetectorConfiguration

/// Why the anchors of one image are responsible for the objects they are responsible for.
///
/// ```swift
/// let explanation = try assigner.explanation(of: objects)
/// print(explanation.objects[3])            // every anchor the rule looked at, and what came of it
/// print(explanation.anchor(site))          // who wanted this anchor, and who has it
/// ```
///
/// It holds the assignment that it explains: both come from one list of candidates.
public struct AssignmentExplanation: Hashable, Sendable {
  /// The detector, whose `AssignmentChoice` it explains.
  public let detector: Detector

  /// The assignment.
  public let assignment: ImageAssignment

  /// What became of each object, in their order.
  public let objects: [ObjectExplanation]

  /// A site with the name of its scale in place of the index.
  public func name(of site: AnchorSite) -> String {
    "\(detector.scales[site.scale].name), row \(site.row), column \(site.column), anchor \(site.anchor)"
  }
}

extension AssignmentExplanation {
  /// Why an anchor shall predict an object or shall not, in a sentence without its full stop.
  ///
  /// - Parameters:
  ///   - site: The anchor; one that no grid has was compared with nothing.
  ///   - object: The index of the object; one that does not exist has no reason.
  /// - Returns: What came of the object's candidate, or why it has none there.
  public func reason(_ site: AnchorSite, ofObject object: Int) -> String {
    guard objects.indices.contains(object) else { return "there is no object \(object)" }
    let candidates = objects[object].candidates.filter { $0.candidate.site == site }
    if let candidate = candidates.first(where: \.outcome.isHeld) ?? candidates.first {
      return "object \(object) \(candidate.reason)"
    }
    guard detector.scales.indices.contains(site.scale) else {
      return "there is no scale \(site.scale)"
    }
    let cell = ObjectCell(of: assignment.objects[object].box, on: detector.scales[site.scale])
    return """
      object \(object) was not compared with it: on this scale its centre lies in row \(cell.row), \
      column \(cell.column)
      """
  }
}

extension TargetAssigner {
  /// Assigns the objects of one image and keeps the reasons.
  ///
  /// - Parameter objects: As for an assignment.
  /// - Returns: The assignment, and for each object every anchor that the rule looked at.
  /// - Throws: ``ObjectError`` for an object that cannot be assigned.
  /// - Complexity: O(objects · anchors of a cell · scales) in time and memory; with `grid_iou`
  ///   O(objects² · …).
  public func explanation(
    of objects: [LabeledBox]
  ) throws(ObjectError) -> AssignmentExplanation {
    let candidates = try objects.indices.map(candidates(among: objects))
    let assignment = assignment(of: objects) { candidates[$0] }
    let scaleNames = detector.scales.map(\.name)
    let claims = assignment.claims
    let holders = Dictionary(uniqueKeysWithValues: assignment.responsible.map { ($0.site, $0) })
    return AssignmentExplanation(
      detector: detector,
      assignment: assignment,
      objects: candidates.enumerated().map { object, candidates in
        ObjectExplanation(
          object: object,
          truth: objects[object],
          isFallback: assignment.assigned[object].isFallback,
          candidates: candidates.map { candidate in
            ExplainedCandidate(
              object: object,
              candidate: candidate,
              outcome: choice.collision.outcome(
                of: candidate,
                for: object,
                claims: claims[candidate.site] ?? [],
                holder: holders[candidate.site]
              ),
              scaleNames: scaleNames,
              rule: choice.rule
            )
          }
          .sorted {
            ($0.candidate.site, $0.candidate.writeOrder)
              < ($1.candidate.site, $1.candidate.writeOrder)
          }
        )
      }
    )
  }
}

extension AnchorCandidate {
  /// The order among candidates of one site, which a rule can look at twice.
  var writeOrder: Int { match?.reason.writeOrder ?? 0 }
}

/// An object that was given an anchor, and why.
struct AnchorClaim {
  let object: Int
  let match: AnchorMatch
}

extension ImageAssignment {
  /// The objects that were given each anchor, in their order.
  var claims: [AnchorSite: [AnchorClaim]] {
    assigned.reduce(into: [:]) { claims, assigned in
      for match in assigned.matches {
        claims[match.site, default: []].append(
          AnchorClaim(object: assigned.object, match: match)
        )
      }
    }
  }
}
