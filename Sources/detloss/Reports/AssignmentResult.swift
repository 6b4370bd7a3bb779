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
  var text: String { parts.text }

  var parts: [TextPart] {
    var tables = Tables()
    // One image at a time: there may be millions of objects.
    for image in example.images.indices {
      if let assignment = assignment(image) { add(assignment, example.images[image].name, &tables) }
    }
    guard explanations == nil else { return [.text(header(tables) + explanationText)] }
    return [.text(header(tables))] + (tables.objects > 0 ? matchParts(tables) : [])
      + collisionParts(tables)
  }

  /// What is shown of all images.
  private struct Tables {
    var images = 0
    var objects = 0
    var positives = 0
    var fallbacks = 0
    var unassigned: [String] = []
    var outcomes: Set<AnchorCollision.Outcome> = []
    var matches = TextTable(
      [.path("image:object"), .text("class")] + AnchorSite.columns + [.number("iou"), .text("how")]
    )
    var collisions = TextTable(
      [.path("image")] + AnchorSite.columns + [.number("kept"), .number("lost")]
    )
  }

  private func add(_ assignment: ImageAssignment, _ image: String, _ tables: inout Tables) {
    tables.images += 1
    tables.objects += assignment.objects.count
    tables.positives += assignment.positives.count
    tables.fallbacks += assignment.assigned.count(where: \.isFallback)
    tables.unassigned += assignment.unassigned.map { "\(image):\($0)" }
    guard explanations == nil else { return }
    // Of an anchor, by the object that does not keep it: there may be as many as objects.
    let collisions = Dictionary(
      assignment.collisions.map { (Claim(site: $0.site, object: $0.lost), $0.outcome) },
      uniquingKeysWith: { first, _ in first }
    )
    for assigned in assignment.assigned {
      let object = assignment.objects[assigned.object]
      for match in assigned.matches {
        let outcome = collisions[Claim(site: match.site, object: assigned.object)]
        tables.matches.add(
          ["\(image):\(assigned.object)", detector.classes.name(of: object.classID)]
            + detector.fields(match.site).cells
            + [match.iou, outcome?.word ?? (assigned.isFallback ? "best" : "")]
        )
      }
    }
    for collision in assignment.collisions {
      tables.outcomes.insert(collision.outcome)
      tables.collisions.add(
        [image] + detector.fields(collision.site).cells + [collision.kept, collision.lost]
      )
    }
  }

  private struct Claim: Hashable {
    let site: AnchorSite
    let object: Int
  }

  private func header(_ tables: Tables) -> String {
    let first =
      wrappedLine([
        "\(counted(tables.objects, "object")) in \(counted(tables.images, "image"))",
        "input \(example.detector.input)", "config \(detector.name)",
      ]) + example.fit.text
    guard tables.objects > 0 else { return first }
    let (fallbacks, unassigned) = (tables.fallbacks, tables.unassigned.count)
    return first + counted(tables.positives, "positive anchor") + "\n"
      + (fallbacks == 0
        ? ""
        : "\(counted(fallbacks, "object")) without any above the threshold: the best was taken\n")
      + (unassigned == 0 ? "" : "\(counted(unassigned, "object")) that no anchor predicts\n")
  }

  private func matchParts(_ tables: Tables) -> [TextPart] {
    let words = """

        row, column, anchor   the positive anchor, counted from 0
        iou                   overlap of the object with the anchor in its cell
        how                   best: none was above the threshold;
                              lost: another object has the anchor
      \(sharing(tables.outcomes))
      """
    return [.text("\n"), .table(tables.matches), .text(words)]
  }

  /// What the words of anchors mean that several objects share; empty if there is none.
  private func sharing(_ outcomes: Set<AnchorCollision.Outcome>) -> String {
    let lines = [
      (AnchorCollision.Outcome.classKept, "class_kept: another has it, but the class is asked for"),
      (.shared, "shared: another object has it too"),
    ]
    return lines.filter { outcomes.contains($0.0) }
      .map { String(repeating: " ", count: 24) + $0.1 + "\n" }
      .joined()
  }

  private func collisionParts(_ tables: Tables) -> [TextPart] {
    guard !tables.outcomes.isEmpty else {
      return [.text("\nno anchor was given to two objects\n")]
    }
    // The objects that no anchor predicts.
    let names = tables.unassigned
    let list = names.isEmpty ? "" : "\nno anchor predicts:\n" + wrappedLine(names)
    let words = """

        kept, lost   the object that has it in the end, and the one that does not
      \(list)
      """
    return [
      .text("\ncollisions: anchors that two objects were given\n"), .table(tables.collisions),
      .text(words),
    ]
  }
}
