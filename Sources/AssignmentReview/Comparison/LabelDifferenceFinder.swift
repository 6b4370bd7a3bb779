import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// Finds where the labels of one image differ from the rule's.
struct LabelDifferenceFinder {
  let detector: Detector
  let tolerance: LabelComparison.Tolerance

  /// The form of the boxes of each scale.
  let forms: [WrittenBoxForm]

  private typealias Finding = (kind: LabelDifference.Kind, object: Int?)

  /// The differences, in the order of the sites.
  func differences(
    of written: [WrittenAnchor],
    from explanation: AssignmentExplanation
  ) -> [LabelDifference] {
    let assignment = explanation.assignment
    let theirs = Dictionary(written.map { ($0.site, $0) }) { first, _ in first }
    let ours = Dictionary(uniqueKeysWithValues: assignment.positives.map { ($0.site, $0) })
    return Set(theirs.keys).union(ours.keys).sorted().flatMap { site -> [LabelDifference] in
      findings(theirs[site], ours[site], assignment.objects).map { kind, object in
        LabelDifference(
          site: site,
          place: site.name(in: detector),
          kind: kind,
          reason: object.map { explanation.reason(site, ofObject: $0) }
            ?? "no object was given this anchor"
        )
      }
    }
  }

  private func findings(
    _ theirs: WrittenAnchor?,
    _ ours: PositiveAnchor?,
    _ objects: [LabeledBox]
  ) -> [Finding] {
    guard let theirs else {
      return ours?.object.map { [(.onlyOurs(object: $0), $0)] } ?? []
    }
    let scale = detector.scales[theirs.site.scale]
    let found = theirs.object(among: objects, form: forms[scale.index], on: scale)
    let kept = ours?.object
    var findings: [Finding] =
      theirs.objectness == 1
      ? [] : [(.objectness(found: theirs.objectness), kept ?? found)]
    guard let ours, let kept else {
      return findings + [(.onlyTheirs(object: found, box: theirs.box), found)]
    }
    let distance = WrittenAnchor.distance(theirs.box, ours.box)
    if !(distance <= tolerance.pixels) {
      // Two objects with one box are told apart by their classes alone.
      if let found, found != kept, objects[found].box != objects[kept].box {
        // The box and the classes of another object say nothing more.
        return findings + [(.object(theirs: found, ours: kept), found)]
      }
      findings.append((.box(theirs: theirs.box, ours: ours.box, distance: distance), kept))
    }
    let expected = ours.classValues(detector)
    let distances = zip(theirs.classes, expected).map {
      $0.isNaN ? .infinity : abs($0 - $1)
    }
    let differing = distances.indices.filter { distances[$0] > tolerance.classValue }
    if let most = differing.max(by: { distances[$0] < distances[$1] }) {
      let kind = LabelDifference.Kind.classes(
        classID: most,
        theirs: theirs.classes[most],
        ours: expected[most],
        count: differing.count
      )
      findings.append((kind, kept))
    }
    return findings
  }
}

extension PositiveAnchor {
  /// The targets of the class channels in dense labels, which hold one row for an anchor: the
  /// classes of all that share it; smoothed as the detector says if no other choice is given.
  func classValues(_ detector: Detector, _ choice: ClassificationChoice? = nil) -> [Double] {
    let choice = choice ?? detector.components.classification
    return ClassTarget.indices(classIDs.sorted()).values(
      classes: detector.classes.count,
      smoothing: choice.labelSmoothing,
      form: choice.smoothing
    )
  }
}
