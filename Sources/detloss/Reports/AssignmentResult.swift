import DetectionAnalysis
import DetectionText
import ToolSupport

/// Which anchors of a batch are responsible for which objects.
struct AssignmentResult: Report {
  let example: DetectionCase
  let assignments: [ImageAssignment]

  /// The objects to explain, image by image; `nil` if none was asked for.
  let explanations: [ExplainedObjects?]?

  var detector: Detector { example.detector }

  private func scaleName(_ site: AnchorSite) -> String { detector.scales[site.scale].name }

  /// The site as the first keys of an object.
  func place(_ site: AnchorSite) -> [(key: String, value: JSONOutput)] {
    example.detector.json(site)
  }
}

// MARK: - JSON

extension AssignmentResult {
  /// The result as other programs read it; boxes are in pixels of the network input.
  func json() throws -> JSONOutput {
    .object([
      ("fit", example.fit.json),
      (
        "images",
        .array(
          try zip(example.images, assignments).enumerated().map { index, pair in
            let (image, assignment) = pair
            let explained = explanations?[index]
            let entries: [(key: String, value: JSONOutput)] = [
              ("image", .string(image.name)),
              (
                "objects",
                .array(
                  try assignment.assigned.map { assigned in
                    try json(
                      assigned,
                      assignment,
                      explained?.objects.first { $0.object == assigned.object }
                    )
                  }
                )
              ),
              ("collisions", .array(assignment.collisions.map(json))),
              ("unassigned", .array(assignment.unassigned.map { .integer($0) })),
            ]
            return .object(entries + (try explained.map { [("anchors", try anchors($0))] } ?? []))
          }
        )
      ),
    ])
  }

  private func json(
    _ assigned: ObjectAssignment,
    _ assignment: ImageAssignment,
    _ explanation: ObjectExplanation?
  ) throws -> JSONOutput {
    let object = assignment.objects[assigned.object]
    let box = object.box
    return .object(
      [
        ("index", .integer(assigned.object)),
        ("class_id", .integer(object.classID)),
        ("class", .string(detector.classes.name(of: object.classID))),
        ("xyxy", .array(try [box.minX, box.minY, box.maxX, box.maxY].map { try .number($0) })),
        ("fallback", .boolean(assigned.isFallback)),
        (
          "responsible",
          .array(
            try assigned.matches.map { match in
              .object(place(match.site) + [("iou", try .number(match.iou))])
            }
          )
        ),
      ] + (try explanation.map { [("candidates", .array(try $0.candidates.map(json)))] } ?? [])
    )
  }

  private func json(_ explained: CandidateExplanation) throws -> JSONOutput {
    let measure = explained.candidate.measure
    return .object(
      place(explained.site) + [
        ("iou", try .number(explained.iou)),
        ("measure", .string(measure.word)),
        ("value", try .number(measure.value)),
        ("outcome", .string(explained.outcome.word)),
        ("why", .string(explained.reason)),
      ]
    )
  }

  private func json(_ collision: AnchorCollision) -> JSONOutput {
    .object(
      place(collision.site)
        + [
          ("kept", .integer(collision.kept)), ("lost", .integer(collision.lost)),
          ("outcome", .string(collision.outcome.word)),
        ]
    )
  }
}

// MARK: - Text

extension AssignmentResult {
  /// The result as a person reads it.
  var text: String {
    guard explanations == nil else { return header + explanationText }
    return [header, matchTable, collisionTable].compactMap { $0 }.joined(separator: "\n")
  }

  private var header: String {
    let objects = assignments.reduce(0) { $0 + $1.objects.count }
    let anchors = assignments.reduce(0) { $0 + $1.positives.count }
    let fallbacks = assignments.reduce(0) { $0 + $1.assigned.count(where: \.isFallback) }
    let unassigned = assignments.reduce(0) { $0 + $1.unassigned.count }
    let first =
      wrappedLine([
        "\(counted(objects, "object")) in \(counted(assignments.count, "image"))",
        "input \(example.detector.input)", "config \(detector.name)",
      ]) + example.fit.text
    guard objects > 0 else { return first }
    return first + counted(anchors, "responsible anchor") + "\n"
      + (fallbacks == 0
        ? ""
        : "\(counted(fallbacks, "object")) without any above the threshold: the best was taken\n")
      + (unassigned == 0 ? "" : "\(counted(unassigned, "object")) that no anchor predicts\n")
  }

  private var matchTable: String? {
    guard assignments.contains(where: { !$0.objects.isEmpty }) else { return nil }
    var table = TextTable([
      .path("image:object"), .text("class"), .text("scale"), .number("row"), .number("column"),
      .number("anchor"), .number("iou"), .text("how"),
    ])
    var overlaps = NumberText.column(
      assignments.flatMap { $0.assigned.flatMap { $0.matches.map(\.iou) } }
    )[...]
    for (image, assignment) in zip(example.images, assignments) {
      let outcomes = Dictionary(
        uniqueKeysWithValues: assignment.collisions.map {
          (Claim(site: $0.site, object: $0.lost), $0.outcome.word)
        }
      )
      for assigned in assignment.assigned {
        let object = assignment.objects[assigned.object]
        for match in assigned.matches {
          let outcome = outcomes[Claim(site: match.site, object: assigned.object)]
          table.add([
            "\(image.name):\(assigned.object)",
            detector.classes.name(of: object.classID),
            scaleName(match.site), "\(match.site.row)", "\(match.site.column)",
            "\(match.site.anchor)", overlaps.removeFirst(),
            outcome ?? (assigned.isFallback ? "best" : ""),
          ])
        }
      }
    }
    return """
      \(table.text)
        row, column, anchor   the responsible anchor, counted from 0
        iou                   overlap of the object with the anchor in its cell
        how                   best: none was above the threshold;
                              lost: another object has the anchor
      \(sharing)
      """
  }

  /// What the words of anchors mean that several objects share; empty if there is none.
  private var sharing: String {
    let outcomes = Set(assignments.flatMap { $0.collisions.map(\.outcome) })
    let lines = [
      (AnchorCollision.Outcome.classKept, "class_kept: another has it, but the class is asked for"),
      (.shared, "shared: another object has it too"),
    ]
    return lines.filter { outcomes.contains($0.0) }
      .map { String(repeating: " ", count: 24) + $0.1 + "\n" }
      .joined()
  }

  private var collisionTable: String? {
    var table = TextTable([
      .path("image"), .text("scale"), .number("row"), .number("column"), .number("anchor"),
      .number("kept"), .number("lost"),
    ])
    var count = 0
    for (image, assignment) in zip(example.images, assignments) {
      for collision in assignment.collisions {
        count += 1
        table.add([
          image.name, scaleName(collision.site), "\(collision.site.row)",
          "\(collision.site.column)", "\(collision.site.anchor)", "\(collision.kept)",
          "\(collision.lost)",
        ])
      }
    }
    guard count > 0 else { return "no anchor was given to two objects\n" }
    return """
      collisions: anchors that two objects were given
      \(table.text)
        kept, lost   the object that has it in the end, and the one that does not
      \(unassignedList)
      """
  }

  /// The objects that no anchor predicts; empty if there is none.
  private var unassignedList: String {
    let names = zip(example.images, assignments).flatMap { image, assignment in
      assignment.unassigned.map { "\(image.name):\($0)" }
    }
    return names.isEmpty ? "" : "\nno anchor predicts:\n" + wrappedLine(names)
  }
}

/// An object's claim to an anchor.
private struct Claim: Hashable {
  let site: AnchorSite
  let object: Int
}
