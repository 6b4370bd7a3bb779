import DetectionAnalysis
import ToolSupport

/// Two dumps of one network, or of two that should agree.
struct DumpComparisonResult: Report {
  let example: DetectionCase
  let comparison: DumpComparison

  /// The files of both.
  let paths: [[String]]

  private var names: [String] { paths.map { $0.joined(separator: ", ") } }

  private var losses: LossPair? {
    comparison.losses.map { LossPair(first: $0.first.loss, second: $0.second.loss) }
  }

  /// The kinds of channels of each scale.
  private var rows: [(scale: String, difference: HeadComparison.Difference)] {
    zip(example.detector.scales, comparison.heads).flatMap { scale, head in
      head.differences.map { (scale.name, $0) }
    }
  }

  var text: String {
    var result = """
      \(wrappedLine(["first: \(names[0])", "second: \(names[1])"]) + example.fit.text)
      \(verdict)
      """
    if !comparison.likelyCauses.isEmpty {
      result += "probably\n"
      result += comparison.likelyCauses.map { wrappedWords("\($0)", indent: 2, hanging: 4) }
        .joined()
    }
    result += "\n\(sizeTable)"
    if rows.contains(where: { $0.difference.place != nil }) { result += "\n\(placeTable)" }
    guard let losses else { return result }
    let table = TextTable(
      [.text("loss of")] + LossTerms.columns,
      rows: losses.rows.map { [$0.key] + $0.loss.fields.cells }
    )
    return "\(result)\n\(table.text)"
  }

  /// Whether the dumps agree, in a sentence.
  private var verdict: String {
    let counts = comparison.counts
    let words =
      comparison.differs
      ? "the dumps differ: \(counts.differing) of \(counts.all) values by more than the tolerance"
      : "the dumps agree: no value of \(counts.all) differs by more than the tolerance"
    let tolerances = comparison.tolerances
    let isOne = tolerances.allSatisfy { $0 == tolerances[0] }
    let numbers = zip(example.detector.scales, tolerances).prefix(isOne ? 1 : tolerances.count)
      .map { scale, tolerance in
        let relative =
          tolerance.relative > 0
          ? " + \(NumberText.short(tolerance.relative)) |first|" : ""
        let name = isOne ? "" : "\(scale.name) "
        return "\(name)\(NumberText.short(tolerance.absolute))\(relative)"
      }
    return wrappedWords("\(words), \(numbers.joined(separator: ", "))", indent: 0, hanging: 2)
  }

  private var sizeTable: String {
    var table = TextTable([
      .text("scale"), .text("channels"), .number("differ"), .number("50 %"), .number("99 %"),
      .number("largest"), .number("mean"),
    ])
    for (index, row) in rows.enumerated() {
      let (scale, difference) = row
      let sizes = [
        difference.quantile(0.5), difference.quantile(0.99), difference.largest, difference.mean,
      ]
      table.add(
        [
          index > 0 && rows[index - 1].scale == scale ? "" : scale, difference.kind.rawValue,
          difference.differing,
        ] + sizes.map { NumberText.brief($0, digits: 3) }
      )
    }
    return """
      \(table.text)
        differ        values that differ by more than the tolerance
        50 %, 99 %    the difference that this share of the values does not exceed

      """
  }

  private var placeTable: String {
    var table = TextTable([
      .text("largest in"), .number("image"), .number("row"), .number("column"),
      .number("anchor"), .number("channel"), .number("first"), .number("second"),
    ])
    for (scale, difference) in rows {
      guard let place = difference.place else { continue }
      table.add(
        [
          "\(scale) \(difference.kind.rawValue)", place.image, place.row, place.column,
          place.anchor, place.channel,
        ]
          + [difference.values.first, difference.values.second].map {
            NumberText.brief($0, digits: 5)
          }
      )
    }
    return table.text
  }

  var json: JSONOutput {
    let scales = zip(zip(example.detector.scales, comparison.heads), comparison.tolerances).map {
      pair,
      tolerance -> JSONOutput in
      [
        "name": pair.0.name, "tolerance": tolerance.absolute,
        "relative_tolerance": tolerance.relative, "channels": pair.1.differences.map(json),
      ]
    }
    let result: JSONOutput = [
      "first": names[0], "second": names[1], "fit": example.fit.json,
      "tolerance": comparison.tolerances.map(\.absolute).max() ?? 0,
      "differs": comparison.differs, "scales": scales,
    ]
    return result.adding(losses.map { ["loss": $0] })
      .adding(["likely_causes": comparison.likelyCauses.map(\.json)])
  }

  static let schema = JSONSchema.result([
    "first": .string, "second": .string, "fit": .fit,
    "tolerance": .number.said("the largest of the scales'"), "differs": .boolean,
    "scales": .list(
      .object([
        "name": .string, "tolerance": .number,
        "relative_tolerance": .number.said("a share of the first value, added to the tolerance"),
        "channels": .list(
          .object([
            "kind": .string, "largest": .number, "mean": .number, "count": .integer,
            "differing": .integer,
            "quantiles": .object(["0.5": .number, "0.9": .number, "0.99": .number]),
            "image": .integer.optional,
            "row": .integer.optional, "column": .integer.optional, "anchor": .integer.optional,
            "channel": .integer.optional, "first": .number.optional, "second": .number.optional,
          ])
        ),
      ])
    ),
    "loss": LossPair.schema.optional, "likely_causes": .list(LikelyCause.schema),
  ])

  private func json(_ difference: HeadComparison.Difference) -> JSONOutput {
    let result: JSONOutput = [
      "kind": difference.kind.rawValue, "largest": difference.largest, "mean": difference.mean,
      "count": difference.count, "differing": difference.differing,
      "quantiles": [
        "0.5": difference.quantile(0.5), "0.9": difference.quantile(0.9),
        "0.99": difference.quantile(0.99),
      ] as JSONOutput,
    ]
    guard let place = difference.place else { return result }
    return result.adding([
      "image": place.image, "row": place.row, "column": place.column, "anchor": place.anchor,
      "channel": place.channel, "first": difference.values.first,
      "second": difference.values.second,
    ])
  }
}
