import BoxGeometry
import DetectionText
import DetectorConfiguration

/// Gives objects to the anchors that predict them (`respond_bbox`).
///
/// A rule says which anchors each object gets; a collision policy says who keeps an anchor that
/// several objects got. Every number is `Double`, and objects are taken in their order, so an
/// assignment depends on nothing but its input.
public struct TargetAssigner: Sendable {
  /// The detector, whose `AssignmentChoice` says by which rule and collision policy.
  public let detector: Detector

  /// The rule.
  package let rule: any AnchorRule

  /// The detector's anchors, as every assignment remembers them.
  private let frame: TargetFrame

  /// Creates the assigner of a detector.
  public init(_ detector: Detector) {
    self.init(detector, rule: detector.components.assignment.rule.rule)
  }

  /// Creates an assigner with a rule of one's own.
  package init(_ detector: Detector, rule: any AnchorRule) {
    self.detector = detector
    self.rule = rule
    frame = TargetFrame(detector)
  }

  /// Assigns the objects of one image.
  ///
  /// - Parameters:
  ///   - objects: Boxes in pixels of the network input, in label order. They may reach beyond the
  ///     input, but not lie wholly outside.
  ///   - predictions: What the network predicts of the image; only some rules look at it.
  ///   - place: Where an object comes from, for the error about it.
  /// - Returns: What the rule gave each object, and who keeps each anchor.
  /// - Throws: An error for an object that cannot be assigned: of a class that the detector has not,
  ///   without area, wholly outside the input; and for a rule that needs predictions and has none.
  /// - Complexity: O(objects · anchors of a cell · scales); with `grid_iou` O(objects² · …).
  public func callAsFunction(
    _ objects: [LabeledBox],
    predictions: ImagePredictions? = nil,
    place: (_ object: Int) -> Place = { Place(parts: ["object \($0)"]) }
  ) throws(Diagnostic) -> ImageAssignment {
    let candidates = try candidates(among: objects, predictions, isExplained: false, place: place)
    return assignment(of: objects) { candidates($0) }
  }

  /// The rule as a function that tells what it thinks of every anchor it looks at for an object.
  package func candidates(
    among objects: [LabeledBox],
    _ predictions: ImagePredictions?,
    isExplained: Bool,
    place: (_ object: Int) -> Place
  ) throws(Diagnostic) -> (_ object: Int) -> [AnchorCandidate] {
    try check(objects, predictions, place: place)
    return rule.candidates(
      in: RuleInput(
        objects: detector.components.assignment.center.placed(objects),
        detector: detector,
        predictions: predictions,
        isExplained: isExplained
      )
    )
  }

  /// Throws what an assignment of these objects would throw, and does no more.
  package func check(
    _ objects: [LabeledBox],
    _ predictions: ImagePredictions?,
    place: (_ object: Int) -> Place
  ) throws(Diagnostic) {
    for (index, object) in objects.enumerated() {
      try detector.checkAssignable(object, at: place(index))
    }
    if rule.needsPredictions, predictions == nil {
      throw Diagnostic(
        .request,
        code: "assignment.needs-heads",
        found: "the assignment rule \(rule.words) without predictions",
        allowed: "what the network put out, for the rule looks at it",
        remedy: "give the heads",
        setting: .init("heads")
      )
    }
  }

  /// The assignment that the candidates of every object add up to.
  package func assignment(
    of objects: [LabeledBox],
    from candidates: (_ object: Int) -> [AnchorCandidate]
  ) -> ImageAssignment {
    var matches: [AnchorMatch] = []
    var ends: [Int] = []
    ends.reserveCapacity(objects.count)
    func isBefore(_ a: AnchorMatch, _ b: AnchorMatch) -> Bool {
      a.site == b.site ? a.writeOrder < b.writeOrder : a.site < b.site
    }
    for object in objects.indices {
      let start = matches.count
      var isSorted = true
      for candidate in candidates(object) {
        guard let match = candidate.match(of: object) else { continue }
        if matches.count > start, isBefore(match, matches[matches.count - 1]) { isSorted = false }
        matches.append(match)
      }
      if !isSorted {
        matches.replaceSubrange(start..., with: matches[start...].sorted(by: isBefore))
      }
      ends.append(matches.count)
    }
    let objects = detector.components.assignment.center.placed(objects)
    let policy = detector.components.assignment.collision
    let (positives, collisions) = policy.resolve(matches, of: objects)
    return ImageAssignment(
      objects: objects,
      assigned: ObjectAssignments(matches, ends: ends),
      collisions: collisions,
      positives: positives,
      frame: frame
    )
  }
}
