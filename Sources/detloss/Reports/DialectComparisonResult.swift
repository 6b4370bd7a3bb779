import DetectionAnalysis
import ToolSupport

/// Two dialects on one dump.
struct DialectComparisonResult: Report {
  let example: DetectionCase
  let comparison: DialectComparison

  /// The share of the larger total that the difference may be, where one was given.
  let tolerance: Double?

  /// How many objects text lists.
  var top = 20

  private var sides: [DialectComparison.Side] { [comparison.first, comparison.second] }

  private var names: [String] { sides.map(\.detector.dialect) }

  /// The components that the config's own sections hold, on either side.
  private var ownComponents: [String] {
    let own = sides.map(\.detector.configuration.ownComponents)
    return ComparedComponent.allCases.filter { own[0].contains($0) || own[1].contains($0) }
      .map(\.rawValue)
  }

  /// Whether the totals differ by more than the tolerance, a share of the larger; `nil` where
  /// nobody asked.
  var differs: Bool? {
    tolerance.map { comparison.relativeDifference > $0 }
  }

  private var total: LossPair {
    LossPair(first: comparison.first.report.loss, second: comparison.second.report.loss)
  }

  private func loss(ofScale scale: Int) -> LossPair {
    let losses = sides.map { $0.report.scales[scale].loss }
    return LossPair(first: losses[0], second: losses[1])
  }

  /// For each scale, the anchors of the whole batch.
  private var anchors: [SharedAnchors] {
    example.detector.scales.indices.map { scale in
      var anchors = SharedAnchors()
      for image in example.images.indices {
        anchors.add(sides.map { $0.sites(ofImage: image).filter { $0.scale == scale } })
      }
      return anchors
    }
  }

  private var objects: [ObjectRow] {
    example.images.enumerated().flatMap { imageIndex, image in
      (image.objects ?? []).enumerated().map { index, object in
        var anchors = SharedAnchors()
        anchors.add(sides.map { $0.sites(ofObject: index, image: imageIndex) })
        return ObjectRow(image: image.name, index: index, classID: object.classID, anchors: anchors)
      }
    }
  }
}

/// The anchors that are positive in both dialects, and those that are in one.
private struct SharedAnchors {
  private(set) var both = 0
  private(set) var firstOnly: [AnchorSite] = []
  private(set) var secondOnly: [AnchorSite] = []

  /// Adds the anchors of one image, as each dialect has them.
  mutating func add(_ sites: [Set<AnchorSite>]) {
    both += sites[0].intersection(sites[1]).count
    firstOnly += sites[0].subtracting(sites[1]).sorted()
    secondOnly += sites[1].subtracting(sites[0]).sorted()
  }

  var fields: Fields {
    ["in_both": both, "first_only": firstOnly.count, "second_only": secondOnly.count]
  }

  static let members: [(key: String, value: JSONSchema)] = [
    ("in_both", .integer), ("first_only", .integer), ("second_only", .integer),
  ]

  /// The titles of its fields.
  static let columns: [TextTable.Column] = [
    .number("in both"), .number("first only"), .number("second only"),
  ]

  /// Whether the dialects have different anchors.
  var differ: Bool { firstOnly.count + secondOnly.count > 0 }

  /// The dialect that has none where the other has some.
  var dropper: String? {
    guard both == 0, firstOnly.isEmpty != secondOnly.isEmpty else { return nil }
    return firstOnly.isEmpty ? "first" : "second"
  }
}

/// An object with the anchors that each dialect gives it.
private struct ObjectRow {
  let image: String
  let index: Int
  let classID: Int
  let anchors: SharedAnchors
}

// MARK: - Text

extension DialectComparisonResult {
  var text: String {
    let header = wrappedLine([
      "first: dialect \(names[0])", "second: dialect \(names[1])",
      "config \(example.detector.name)",
    ])
    return [header + example.fit.text + ownLine, lossTable, stepTable, anchorTable, objectTable]
      .joined(separator: "\n") + verdict
  }

  /// Whether the totals agree, where a tolerance was asked for.
  private var verdict: String {
    guard let tolerance, let differs else { return "" }
    return """

      \(differs ? "the totals differ" : "the totals agree"): \
      tolerance \(NumberText.significant(tolerance)) of the larger

      """
  }

  /// Says that the config's own sections are the same on both sides, if it has any.
  private var ownLine: String {
    guard let first = ownComponents.first else { return "" }
    return wrappedLine(
      ["the config's own choices win over both dialects: \(first)"] + ownComponents.dropFirst()
    )
  }

  private var lossTable: String {
    var table = TextTable([.text("scale"), .text("dialect")] + LossTerms.columns)
    let scales = example.detector.scales.indices.map { index in
      (example.detector.scales[index].name, loss(ofScale: index))
    }
    for (name, pair) in scales + [("all", total)] {
      for (index, row) in pair.rows.enumerated() {
        table.add([index == 0 ? name : "", row.key] + row.loss.fields.cells)
      }
    }
    return """
      \(table.text)
        box, objectness, class   the parts of the total, as each dialect weighs them

      """
  }

  private var stepTable: String {
    var table = TextTable(
      [.text("component"), .number("alone"), .number("in turn")],
      rows: comparison.steps.map { step in
        [step.component.rawValue]
          + [step.alone, step.inTurn].map { $0.map(NumberText.significant) ?? "-" }
      }
    )
    let change = total.second.total - total.first.total
    table.add(["together", "", NumberText.significant(change)])
    return """
      how the first total becomes the second, component by component
      \(table.text)
        alone     the change with only this component of the second dialect
        in turn   the change with it on top of those above; these add up
        -         alone: the mixture makes no sense; in turn: counted with the next

      """
  }

  private var anchorTable: String {
    let table = TextTable(
      [.text("scale")] + SharedAnchors.columns,
      rows: zip(example.detector.scales, anchors).map { [$0.name] + $1.fields.cells }
    )
    return """
      positive anchors of the whole batch
      \(table.text)
      """
  }

  private var objectTable: String {
    let objects = objects
    let different = objects.filter(\.anchors.differ)
    guard !different.isEmpty else { return "every object has the same anchors\n" }
    // An object that one dialect does not train on at all must not fall behind the end of the list.
    let dropped = different.filter { $0.anchors.dropper != nil }
    let list = (dropped + different.filter { $0.anchors.dropper == nil })
      .shortened(to: top, "object")
    let table = TextTable(
      [.path("image:object"), .text("class")] + SharedAnchors.columns + [.text("note")],
      rows: list.shown.map { row in
        ["\(row.image):\(row.index)", example.detector.classes.name(of: row.classID)]
          + row.anchors.fields.cells + [row.anchors.dropper.map { "\($0) drops it" } ?? ""]
      }
    )
    let firstDropped = dropped.count { $0.anchors.dropper == "first" }
    return """
      objects whose anchors differ: \(different.count) of \(objects.count), counted from 0;
      dropped by the first only: \(firstDropped), by the second only: \(dropped.count - firstDropped)
      \(table.text)\(list.rest)
      """
  }
}

// MARK: - JSON

extension DialectComparisonResult {
  var json: JSONOutput {
    let steps = comparison.steps.map { step -> JSONOutput in
      ["component": step.component.rawValue, "alone": step.alone, "in_turn": step.inTurn]
    }
    let scales = zip(example.detector.scales.indices, anchors).map { index, anchors in
      let scale = example.detector.scales[index]
      return
        (["name": scale.name, "stride": scale.stride, "loss": loss(ofScale: index)] as JSONOutput)
        .adding(anchors.fields.json)
    }
    return [
      "config": example.detector.name, "first": names[0], "second": names[1],
      "fit": example.fit.json,
      "own_components": ownComponents, "tolerance": tolerance, "differs": differs,
      "loss": total, "scales": scales, "components": steps, "objects": objects.map(json),
    ]
  }

  static let schema: JSONSchema = {
    let counts = SharedAnchors.members
    let sites = JSONSchema.list(.object(AnchorSite.members))
    return .result([
      "config": .string, "first": .string, "second": .string, "fit": .fit,
      "own_components": .list(.string).said("sections of the config that win over both dialects"),
      "tolerance": .number.orNull, "differs": .boolean.orNull, "loss": LossPair.schema,
      "scales": .list(
        .object(
          [("name", .string), ("stride", .integer), ("loss", LossPair.schema)] + counts
        )
      ),
      "components": .list(
        .object([
          "component": .string,
          "alone": .number.orNull.said("the change with this component of the second alone"),
          "in_turn": .number.orNull.said("the change on top of those above"),
        ])
      ),
      "objects": .list(
        .object(
          [("image", .string), ("index", .integer)] + counts
            + [("first_only_anchors", sites), ("second_only_anchors", sites)]
        )
      ),
    ])
  }()

  private func json(_ row: ObjectRow) -> JSONOutput {
    (["image": row.image, "index": row.index] as JSONOutput)
      .adding(row.anchors.fields.json)
      .adding([
        "first_only_anchors": row.anchors.firstOnly.map { example.detector.fields($0).json },
        "second_only_anchors": row.anchors.secondOnly.map { example.detector.fields($0).json },
      ])
  }
}
