import DetectionAnalysis
import DetectionText
import ToolSupport

/// Which anchors of a batch are positive for which objects.
struct AssignmentResult: Report {
  let example: DetectionCase

  /// The assignment of an image, which may be computed when it is asked for.
  let assignment: @Sendable (_ image: Int) -> ImageAssignment?

  /// The objects to explain, image by image; `nil` if none was asked for.
  let explanations: [ExplainedObjects?]?

  var detector: Detector { example.detector }
}

// MARK: - JSON

extension AssignmentResult {
  /// Boxes are in pixels of the network input.
  var json: JSONOutput {
    ["fit": example.fit.json, "images": JSONOutput(count: example.images.count, of: json)]
  }

  static let schema = JSONSchema.result([
    "fit": .fit,
    "images": .list(
      .object([
        "image": .string,
        "objects": .list(
          .object([
            "index": .integer, "class_id": .integer, "class": .string,
            "xyxy": .box.said("in pixels of the network input"),
            "fallback": .boolean.said("no anchor was above the threshold: the best was taken"),
            "responsible": .list(.object(AnchorSite.members + [("iou", .number)])),
            "candidates": .list(
              .object(
                AnchorSite.members + [
                  ("iou", .number), ("measure", .string), ("value", .number),
                  ("outcome", .string), ("why", .string),
                ]
              )
            ).optional.said("with --explain"),
          ])
        ),
        "collisions": .list(
          .object(
            AnchorSite.members + [("kept", .integer), ("lost", .integer), ("outcome", .string)]
          )
        ),
        "unassigned": .list(.integer).said("objects that no anchor predicts"),
        "anchors": .list(
          .object(
            AnchorSite.members + [
              ("state", .word(["responsible", "background", "ignored", "not_responsible"])),
              ("objects", .list(.integer).optional), ("object", .integer.optional),
              ("iou", .number.optional),
            ]
          )
        ).optional.said("with --explain, every anchor that was looked at"),
      ])
    ),
  ])

  private func json(image index: Int) -> JSONOutput {
    guard let assignment = assignment(index) else { return .null }
    let explained = explanations?[index]
    let (assigned, collisions) = (assignment.assigned, assignment.collisions)
    let unassigned = assignment.unassigned
    // Of many objects only some are in memory as JSON.
    let objects = JSONOutput(count: assigned.count) { index in
      let assigned = assigned[index]
      return json(assigned, assignment.objects[assigned.object])
        .adding(explained?.objects.first { $0.object == assigned.object }.map(candidates))
    }
    let image: JSONOutput = [
      "image": example.images[index].name, "objects": objects,
      "collisions": JSONOutput(count: collisions.count) { json(collisions[$0]) },
      "unassigned": JSONOutput(count: unassigned.count) { unassigned[$0].json },
    ]
    return image.adding(explained.map { ["anchors": anchors($0)] })
  }

  private func json(_ assigned: ObjectAssignment, _ object: LabeledBox) -> JSONOutput {
    let matches = assigned.matches.map {
      detector.fields($0.site).json.adding(["iou": $0.iou])
    }
    return [
      "index": assigned.object, "class_id": object.classID,
      "class": detector.classes.name(of: object.classID), "xyxy": object.box.json,
      "fallback": assigned.isFallback, "responsible": matches,
    ]
  }

  private func candidates(_ explanation: ObjectExplanation) -> JSONOutput {
    let candidates = explanation.candidates.map { explained in
      let measure = explained.candidate.measure
      return detector.fields(explained.site).json.adding([
        "iou": explained.iou, "measure": measure.word, "value": measure.value,
        "outcome": explained.outcome.word, "why": explained.reason,
      ])
    }
    return ["candidates": candidates]
  }

  private func json(_ collision: AnchorCollision) -> JSONOutput {
    detector.fields(collision.site).json.adding([
      "kept": collision.kept, "lost": collision.lost, "outcome": collision.outcome.word,
    ])
  }
}

// MARK: - Text

extension AssignmentResult {
  var text: String {
    let all = example.images.indices.compactMap(assignment)
    guard explanations == nil else { return header(all) + explanationText }
    return [header(all), matchTable(all), collisionTable(all)].compactMap { $0 }
      .joined(separator: "\n")
  }

  private func header(_ assignments: [ImageAssignment]) -> String {
    func count(_ part: (ImageAssignment) -> Int) -> Int { assignments.reduce(0) { $0 + part($1) } }
    let objects = count(\.objects.count)
    let fallbacks = count { $0.assigned.count(where: \.isFallback) }
    let unassigned = count(\.unassigned.count)
    let first =
      wrappedLine([
        "\(counted(objects, "object")) in \(counted(assignments.count, "image"))",
        "input \(example.detector.input)", "config \(detector.name)",
      ]) + example.fit.text
    guard objects > 0 else { return first }
    return first + counted(count(\.positives.count), "positive anchor") + "\n"
      + (fallbacks == 0
        ? ""
        : "\(counted(fallbacks, "object")) without any above the threshold: the best was taken\n")
      + (unassigned == 0 ? "" : "\(counted(unassigned, "object")) that no anchor predicts\n")
  }

  private func matchTable(_ assignments: [ImageAssignment]) -> String? {
    guard assignments.contains(where: { !$0.objects.isEmpty }) else { return nil }
    var table = TextTable(
      [.path("image:object"), .text("class")] + AnchorSite.columns + [.number("iou"), .text("how")]
    )
    for (image, assignment) in zip(example.images, assignments) {
      // Of an anchor, by the object that does not keep it: there may be as many as objects.
      let collisions = Dictionary(
        assignment.collisions.map { (Claim(site: $0.site, object: $0.lost), $0.outcome) },
        uniquingKeysWith: { first, _ in first }
      )
      for assigned in assignment.assigned {
        let object = assignment.objects[assigned.object]
        for match in assigned.matches {
          let outcome = collisions[Claim(site: match.site, object: assigned.object)]
          table.add(
            ["\(image.name):\(assigned.object)", detector.classes.name(of: object.classID)]
              + detector.fields(match.site).cells
              + [match.iou, outcome?.word ?? (assigned.isFallback ? "best" : "")]
          )
        }
      }
    }
    return """
      \(table.text)
        row, column, anchor   the positive anchor, counted from 0
        iou                   overlap of the object with the anchor in its cell
        how                   best: none was above the threshold;
                              lost: another object has the anchor
      \(sharing(assignments))
      """
  }

  private struct Claim: Hashable {
    let site: AnchorSite
    let object: Int
  }

  /// What the words of anchors mean that several objects share; empty if there is none.
  private func sharing(_ assignments: [ImageAssignment]) -> String {
    let outcomes = Set(assignments.flatMap { $0.collisions.map(\.outcome) })
    let lines = [
      (AnchorCollision.Outcome.classKept, "class_kept: another has it, but the class is asked for"),
      (.shared, "shared: another object has it too"),
    ]
    return lines.filter { outcomes.contains($0.0) }
      .map { String(repeating: " ", count: 24) + $0.1 + "\n" }
      .joined()
  }

  private func collisionTable(_ assignments: [ImageAssignment]) -> String? {
    let collisions = zip(example.images, assignments).flatMap { image, assignment in
      assignment.collisions.map { (image, $0) }
    }
    guard !collisions.isEmpty else { return "no anchor was given to two objects\n" }
    let table = TextTable(
      [.path("image")] + AnchorSite.columns + [.number("kept"), .number("lost")],
      rows: collisions.map { image, collision in
        [image.name] + detector.fields(collision.site).cells + [collision.kept, collision.lost]
      }
    )
    return """
      collisions: anchors that two objects were given
      \(table.text)
        kept, lost   the object that has it in the end, and the one that does not
      \(unassignedList(assignments))
      """
  }

  /// The objects that no anchor predicts; empty if there is none.
  private func unassignedList(_ assignments: [ImageAssignment]) -> String {
    let names = zip(example.images, assignments).flatMap { image, assignment in
      assignment.unassigned.map { "\(image.name):\($0)" }
    }
    return names.isEmpty ? "" : "\nno anchor predicts:\n" + wrappedLine(names)
  }
}
