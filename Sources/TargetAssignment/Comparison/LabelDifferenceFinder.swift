import BoxGeometry
import DetectorConfiguration

/// Finds where the labels of one image differ from the rule's.
struct LabelDifferenceFinder {
  let classes: Int
  let classification: ClassificationChoice
  let tolerance: LabelComparison.Tolerance
  let form: WrittenBoxForm

  /// The differences, in the order of the sites.
  func differences(
    of written: [WrittenAnchor],
    from explanation: AssignmentExplanation
  ) -> [LabelDifference] {
    let assignment = explanation.assignment
    let theirs = Dictionary(written.map { ($0.site, $0) }) { first, _ in first }
    let ours = Dictionary(uniqueKeysWithValues: assignment.responsible.map { ($0.site, $0) })
    return Set(theirs.keys).union(ours.keys).sorted().flatMap { site -> [LabelDifference] in
      let kinds: [(LabelDifference.Kind, object: Int?)] =
        switch (theirs[site], ours[site]) {
        case (let theirs?, let ours?): kinds(theirs, ours, explanation)
        case (let theirs?, nil): kinds(theirs, explanation)
        case (nil, let ours?): [(.onlyOurs(object: ours.object), ours.object)]
        case (nil, nil): []
        }
      return kinds.map { kind, object in
        LabelDifference(
          site: site,
          kind: kind,
          reason: object.map { explanation.reason(site, ofObject: $0) }
            ?? "no object was given this anchor"
        )
      }
    }
  }

  private func kinds(
    _ theirs: WrittenAnchor,
    _ explanation: AssignmentExplanation
  ) -> [(LabelDifference.Kind, object: Int?)] {
    let object = object(of: theirs, explanation)
    return objectness(theirs, object) + [(.onlyTheirs(object: object, box: theirs.box), object)]
  }

  private func kinds(
    _ theirs: WrittenAnchor,
    _ ours: Responsibility,
    _ explanation: AssignmentExplanation
  ) -> [(LabelDifference.Kind, object: Int?)] {
    let objects = explanation.assignment.objects
    let found = object(of: theirs, explanation)
    var kinds = objectness(theirs, ours.object)
    let box = CenterBox(objects[ours.object].box)
    let distance = WrittenAnchor.distance(theirs.box, box)
    if !(distance <= tolerance.pixels) {
      if let found, found != ours.object,
        // Two objects with one box are told apart by their classes alone.
        objects[found].box != objects[ours.object].box
      {
        // The box and the classes of another object say nothing more.
        return kinds + [(.object(theirs: found, ours: ours.object), found)]
      }
      kinds.append((.box(theirs: theirs.box, ours: box, distance: distance), ours.object))
    }
    let expected = explanation.assignment.classValues(of: ours, classes, classification)
    let distances = zip(theirs.classes, expected).map {
      $0.isNaN ? .infinity : abs($0 - $1)
    }
    let differing = distances.indices.filter { distances[$0] > tolerance.classValue }
    if let most = differing.max(by: { distances[$0] < distances[$1] }) {
      kinds.append(
        (
          .classes(
            classID: most,
            theirs: theirs.classes[most],
            ours: expected[most],
            count: differing.count
          ),
          ours.object
        )
      )
    }
    return kinds
  }

  private func objectness(
    _ theirs: WrittenAnchor,
    _ object: Int?
  ) -> [(LabelDifference.Kind, object: Int?)] {
    theirs.objectness == 1 ? [] : [(.objectness(found: theirs.objectness), object)]
  }

  private func object(of theirs: WrittenAnchor, _ explanation: AssignmentExplanation) -> Int? {
    theirs.object(
      among: explanation.assignment.objects.map { CenterBox($0.box) },
      form: form,
      on: explanation.detector.scales[theirs.site.scale]
    )
  }
}

extension ImageAssignment {
  /// What the class channels of an anchor shall say, in dense labels.
  func classValues(
    of holder: Responsibility,
    _ classes: Int,
    _ choice: ClassificationChoice
  ) -> [Double] {
    // Dense labels hold one row for an anchor: the classes of all that share it.
    ClassTarget.indices(Set(holder.classes.map { objects[$0].classID }).sorted())
      .values(classes: classes, smoothing: choice.labelSmoothing, form: choice.smoothing)
  }
}
