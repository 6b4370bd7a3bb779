import DetectionAnalysis
import ToolSupport

/// Two dialects on one dump.
struct DialectComparisonResult: Report {
  let example: DetectionCase
  let comparison: DialectComparison

  /// The share of the larger total that the difference may be, where one was given.
  let tolerance: Double?

  private var sides: [DialectComparison.Side] { [comparison.first, comparison.second] }

  private var names: [String] { sides.map(\.detector.dialect) }

  /// The components that the config's own sections hold, on either side.
  private var ownComponents: [LossComponent] {
    let own = sides.map(\.detector.configuration.ownComponents)
    return LossComponent.allCases.filter { own[0].contains($0) || own[1].contains($0) }
  }

  /// Whether the totals differ by more than the tolerance, a share of the larger; `nil` where
  /// nobody asked.
  var differs: Bool? {
    tolerance.map { comparison.relativeDifference > $0 }
  }

  /// An object with the numbers of anchors that each dialect gives it, and those it gives both.
  private struct ObjectRow {
    let image: Int
    let object: Int
    let first: Int
    let second: Int
    let both: Int
    let firstOnly: [AnchorSite]
    let secondOnly: [AnchorSite]

    /// Whether one dialect gives the object no anchor, and the other does.
    var isDropped: Bool { (first == 0) != (second == 0) }
  }

  private var objects: [ObjectRow] {
    example.images.indices.flatMap { image in
      (example.images[image].objects ?? []).indices.map { object in
        let sites = sides.map { $0.sites(ofObject: object, image: image) }
        return ObjectRow(
          image: image,
          object: object,
          first: sites[0].count,
          second: sites[1].count,
          both: sites[0].intersection(sites[1]).count,
          firstOnly: sites[0].subtracting(sites[1]).sorted(),
          secondOnly: sites[1].subtracting(sites[0]).sorted()
        )
      }
    }
  }

  /// For each scale, the responsible anchors of the first, of the second, and of both.
  private var anchors: [(first: Int, second: Int, both: Int)] {
    example.detector.scales.indices.map { scale in
      var counts = (first: 0, second: 0, both: 0)
      for image in example.images.indices {
        let sites = sides.map { $0.sites(ofImage: image).filter { $0.scale == scale } }
        counts.first += sites[0].count
        counts.second += sites[1].count
        counts.both += sites[0].intersection(sites[1]).count
      }
      return counts
    }
  }
}

// MARK: - Text

extension DialectComparisonResult {
  var text: String {
    [
      wrappedLine([
        "first: dialect \(names[0])", "second: dialect \(names[1])",
        "config \(example.detector.name)",
      ]) + example.fit.text + ownLine, lossTable, stepTable, anchorTable, objectTable,
    ].joined(separator: "\n") + verdict
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
    guard !ownComponents.isEmpty else { return "" }
    return wrappedLine(
      ["the config's own choices win over both dialects: \(ownComponents[0].rawValue)"]
        + ownComponents.dropFirst().map(\.rawValue)
    )
  }

  private var lossTable: String {
    var table = LossTable(titles: [.text("scale"), .text("dialect")])
    let rows = comparison.first.report.scales.indices.map { index in
      (
        example.detector.scales[index].name,
        sides.map { $0.report.scales[index].loss }
      )
    }
    for (name, losses) in rows + [("all", sides.map(\.report.loss))] {
      table.add([name, "first"], losses[0])
      table.add(["", "second"], losses[1])
      table.add(["", "difference"], losses[1] - losses[0])
    }
    return """
      \(table.text)
        box, objectness, class   the parts of the total, as each dialect weighs them

      """
  }

  private var stepTable: String {
    var table = TextTable([.text("component"), .number("alone"), .number("in turn")])
    let alone = comparison.steps.map { $0.alone.map { NumberText.significant($0) } ?? "-" }
    let inTurn = comparison.steps.map { $0.inTurn.map { NumberText.significant($0) } ?? "-" }
    for (index, step) in comparison.steps.enumerated() {
      table.add([step.component.rawValue, alone[index], inTurn[index]])
    }
    let totals = sides.map(\.report.loss.total)
    table.add(["together", "", NumberText.significant(totals[1] - totals[0])])
    return """
      how the first total becomes the second, component by component
      \(table.text)
        alone     the change with only this component of the second dialect
        in turn   the change with it on top of those above; these add up
        -         alone: the mixture makes no sense; in turn: counted with the next

      """
  }

  private var anchorTable: String {
    var table = TextTable([
      .text("scale"), .number("in both"), .number("first only"), .number("second only"),
    ])
    for (scale, counts) in zip(example.detector.scales, anchors) {
      table.add([
        scale.name, "\(counts.both)", "\(counts.first - counts.both)",
        "\(counts.second - counts.both)",
      ])
    }
    return """
      anchors that are responsible for an object, in the whole batch
      \(table.text)
      """
  }

  private var objectTable: String {
    let rows = objects
    let different = rows.filter { $0.first != $0.both || $0.second != $0.both }
    // An object that one dialect does not train on at all must not fall behind the end of the list.
    let differing = different.filter(\.isDropped) + different.filter { !$0.isDropped }
    let dropped = [
      rows.count { $0.first == 0 && $0.second > 0 }, rows.count { $0.second == 0 && $0.first > 0 },
    ]
    guard !differing.isEmpty else { return "every object has the same anchors\n" }
    var table = TextTable([
      .path("image:object"), .text("class"), .number("in both"), .number("first only"),
      .number("second only"), .text("note"),
    ])
    let longest = 20
    for row in differing.prefix(longest) {
      let classID = example.images[row.image].objects?[row.object].classID ?? 0
      let note =
        row.first == 0 && row.second > 0
        ? "first drops it" : row.second == 0 && row.first > 0 ? "second drops it" : ""
      table.add([
        "\(example.images[row.image].name):\(row.object)",
        example.detector.classes.name(of: classID),
        "\(row.both)", "\(row.first - row.both)", "\(row.second - row.both)", note,
      ])
    }
    let rest =
      differing.count > longest
      ? "(\(differing.count - longest) more objects: --format json lists all)\n" : ""
    return """
      objects whose anchors differ: \(differing.count) of \(rows.count), counted from 0;
      dropped by the first only: \(dropped[0]), by the second only: \(dropped[1])
      \(table.text)\(rest)
      """
  }
}

// MARK: - JSON

extension DialectComparisonResult {
  func json() throws -> JSONOutput {
    let scales = example.detector.scales
    return .object([
      ("config", .string(example.detector.name)),
      ("first", .string(names[0])),
      ("second", .string(names[1])),
      ("fit", example.fit.json),
      ("own_components", .array(ownComponents.map { .string($0.rawValue) })),
      ("tolerance", try tolerance.map { try .number($0) } ?? .null),
      ("differs", differs.map { .boolean($0) } ?? .null),
      ("loss", try pair(sides.map(\.report.loss))),
      (
        "scales",
        .array(
          try scales.indices.map { index in
            let counts = anchors[index]
            return .object([
              ("name", .string(scales[index].name)),
              ("stride", .integer(scales[index].stride)),
              ("loss", try pair(sides.map { $0.report.scales[index].loss })),
              ("in_both", .integer(counts.both)),
              ("first_only", .integer(counts.first - counts.both)),
              ("second_only", .integer(counts.second - counts.both)),
            ])
          }
        )
      ),
      (
        "components",
        .array(
          try comparison.steps.map { step in
            .object([
              ("component", .string(step.component.rawValue)),
              ("alone", try step.alone.map { try .number($0) } ?? .null),
              ("in_turn", try step.inTurn.map { try .number($0) } ?? .null),
            ])
          }
        )
      ),
      (
        "objects",
        .array(
          objects.map { row in
            .object([
              ("image", .string(example.images[row.image].name)),
              ("index", .integer(row.object)),
              ("in_both", .integer(row.both)),
              ("first_only", .integer(row.first - row.both)),
              ("second_only", .integer(row.second - row.both)),
              ("first_only_anchors", .array(row.firstOnly.map(site))),
              ("second_only_anchors", .array(row.secondOnly.map(site))),
            ])
          }
        )
      ),
    ])
  }

  private func pair(_ losses: [LossTerms]) throws -> JSONOutput {
    .object([
      ("first", try losses[0].json()), ("second", try losses[1].json()),
      ("difference", try (losses[1] - losses[0]).json()),
    ])
  }

  private func site(_ site: AnchorSite) -> JSONOutput {
    .object(example.detector.json(site))
  }
}
