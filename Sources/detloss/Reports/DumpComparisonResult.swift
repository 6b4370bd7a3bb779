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

  var text: String {
    var table = TextTable([
      .text("scale"), .text("channels"), .number("largest"), .number("mean"),
      .number("where"), .number("first"), .number("second"),
    ])
    for (scale, head) in zip(example.detector.scales, comparison.heads) {
      for (index, difference) in head.differences.enumerated() {
        let values = [difference.values.first, difference.values.second]
        let place = difference.place.map {
          [$0.image, $0.row, $0.column, $0.anchor, $0.channel].map(String.init)
            .joined(separator: ",")
        }
        table.add(
          [index == 0 ? scale.name : "", difference.kind.rawValue]
            + [difference.largest, difference.mean].map { NumberText.brief($0, digits: 3) }
            + [place ?? "-"] + values.map { place == nil ? "-" : NumberText.brief($0, digits: 5) }
        )
      }
    }
    var result = """
      \(wrappedLine(["first: \(names[0])", "second: \(names[1])"]) + example.fit.text)
      \(table.text)
        largest, mean   absolute difference of two values
        where           image, row, column, anchor, channel of the largest; its values

      """
    if let losses {
      let table = TextTable(
        [.text("loss of")] + LossTerms.columns,
        rows: losses.rows.map { [$0.key] + $0.loss.fields.cells }
      )
      result += "\n\(table.text)"
    }
    if !comparison.likelyCauses.isEmpty {
      result += "\nprobably\n"
      result += comparison.likelyCauses.map { wrappedWords("\($0)", indent: 2, hanging: 4) }
        .joined()
    }
    let verdict = comparison.differs ? "the dumps differ" : "the dumps agree"
    return result + "\n\(verdict): tolerance \(NumberText.significant(comparison.tolerance))\n"
  }

  var json: JSONOutput {
    let scales = zip(example.detector.scales, comparison.heads).map { scale, head -> JSONOutput in
      ["name": scale.name, "channels": head.differences.map(json)]
    }
    let result: JSONOutput = [
      "first": names[0], "second": names[1], "fit": example.fit.json,
      "tolerance": comparison.tolerance,
      "differs": comparison.differs, "scales": scales,
    ]
    return result.adding(losses.map { ["loss": $0] })
      .adding(["likely_causes": comparison.likelyCauses.map(\.json)])
  }

  static let schema = JSONSchema.result([
    "first": .string, "second": .string, "fit": .fit, "tolerance": .number, "differs": .boolean,
    "scales": .list(
      .object([
        "name": .string,
        "channels": .list(
          .object([
            "kind": .string, "largest": .number, "mean": .number, "image": .integer.optional,
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
    ]
    guard let place = difference.place else { return result }
    return result.adding([
      "image": place.image, "row": place.row, "column": place.column, "anchor": place.anchor,
      "channel": place.channel, "first": difference.values.first,
      "second": difference.values.second,
    ])
  }
}
