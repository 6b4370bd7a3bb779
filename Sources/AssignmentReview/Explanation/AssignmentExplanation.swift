import BoxGeometry
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// Why the anchors of one image predict the objects they predict.
///
/// ```swift
/// let explanation = try assigner.explanation(of: objects)
/// print(explanation.objects[3])            // every anchor the rule looked at, and what came of it
/// print(explanation.anchor(site))          // who wanted this anchor, and who has it
/// ```
///
/// It holds the assignment that it explains: both come from one list of candidates.
public struct AssignmentExplanation: Hashable, Sendable {
  /// The detector, with its rule and collision policy.
  public let detector: Detector

  /// The assignment.
  public let assignment: ImageAssignment

  /// What became of each object, in their order.
  public let objects: [ObjectExplanation]
}

extension AssignmentExplanation {
  /// Why an anchor predicts an object or does not, in a sentence without its full stop.
  ///
  /// - Parameters:
  ///   - site: The anchor; one that the detector lacks was compared with nothing.
  ///   - object: The index of the object; one that does not exist has no reason.
  /// - Returns: What came of the object's candidate, or why it has none there.
  public func reason(_ site: AnchorSite, ofObject object: Int) -> String {
    guard objects.indices.contains(object) else { return noSuchObject(object) }
    let candidates = objects[object].candidates.filter { $0.site == site }
    if let candidate = candidates.first(where: \.outcome.isKept) ?? candidates.first {
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

  /// The sentence about an object that does not exist.
  package func noSuchObject(_ index: Int) -> String {
    "there is no object \(index): the image has \(objects.count), counted from 0"
  }
}

extension TargetAssigner {
  /// Assigns the objects of one image and keeps the reasons.
  ///
  /// - Parameters: As for an assignment.
  /// - Returns: The assignment, and for each object every anchor that the rule looked at.
  /// - Throws: As for an assignment.
  /// - Complexity: O(objects · anchors of a cell · scales) in time and memory; with `grid_iou`
  ///   O(objects² · …).
  public func explanation(
    of objects: [LabeledBox],
    predictions: ImagePredictions? = nil,
    place: (_ object: Int) -> Place = { Place(parts: ["object \($0)"]) }
  ) throws(Diagnostic) -> AssignmentExplanation {
    let look = try candidates(among: objects, predictions, isExplained: true, place: place)
    let candidates = objects.indices.map(look)
    let assignment = assignment(of: objects) { candidates[$0] }
    let review = CollisionReview(assignment, detector.components.assignment.collision)
    return AssignmentExplanation(
      detector: detector,
      assignment: assignment,
      objects: candidates.enumerated().map { object, candidates in
        ObjectExplanation(
          object: object,
          truth: objects[object],
          className: detector.classes.quotedName(of: objects[object].classID),
          isFallback: assignment.assigned[object].isFallback,
          candidates: candidates.sorted {
            ($0.site, $0.writeOrder) < ($1.site, $1.writeOrder)
          }
          .map { candidate in
            CandidateExplanation(
              object: object,
              candidate: candidate,
              outcome: review.outcome(of: candidate, for: object),
              place: candidate.site.name(in: detector)
            )
          }
        )
      }
    )
  }
}
