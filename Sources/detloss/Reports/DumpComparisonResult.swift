import DetectionAnalysis
import ToolSupport

/// Two dumps of one network, or of two that should agree.
struct DumpComparisonResult: Report {
  let example: DetectionCase
  let comparison: DumpComparison

  /// The files of both.
  let paths: [[String]]

  private var names: [String] { paths.map { $0.joined(separator: ", ") } }

  private var losses: [LossTerms]? {
    comparison.losses.map { [$0.first.loss, $0.second.loss] }
  }

  var text: String {
    var table = TextTable([
      .text("scale"), .text("channels"), .number("largest"), .number("mean"),
      .number("where"), .number("first"), .number("second"),
    ])
    for (scale, head) in zip(example.detector.scales, comparison.heads) {
      for (index, difference) in head.differences.enumerated() {
        let place = difference.place.map {
          [$0.image, $0.row, $0.column, $0.anchor, $0.channel].map(String.init)
            .joined(separator: ",")
        }
        table.add([
          index == 0 ? scale.name : "", difference.kind.rawValue,
          NumberText.brief(difference.largest, digits: 3),
          NumberText.brief(difference.mean, digits: 3),
          place ?? "-", place == nil ? "-" : NumberText.brief(difference.values.first, digits: 5),
          place == nil ? "-" : NumberText.brief(difference.values.second, digits: 5),
        ])
      }
    }
    var result = """
      \(wrappedLine(["first: \(names[0])", "second: \(names[1])"]) + example.fit.text)
      \(table.text)
        largest, mean   absolute difference of two values
        where           image, row, column, anchor, channel of the largest; its values

      """
    if let losses {
      var table = LossTable(titles: [.text("loss of")])
      table.add(["first"], losses[0])
      table.add(["second"], losses[1])
      table.add(["difference"], losses[1] - losses[0])
      result += "\n\(table.text)"
    }
    if !comparison.likelyCauses.isEmpty {
      result += "\nprobably\n"
      result += comparison.likelyCauses.map { wrappedLine(["  \($0)"]) }.joined()
    }
    let verdict = comparison.differs ? "the dumps differ" : "the dumps agree"
    return result + "\n\(verdict): tolerance \(NumberText.significant(comparison.tolerance))\n"
  }

  func json() throws -> JSONOutput {
    var entries: [(key: String, value: JSONOutput)] = [
      ("first", .string(names[0])),
      ("second", .string(names[1])),
      ("fit", example.fit.json),
      ("tolerance", try .number(comparison.tolerance)),
      ("differs", .boolean(comparison.differs)),
      (
        "scales",
        .array(
          try zip(example.detector.scales, comparison.heads).map { scale, head in
            .object([
              ("name", .string(scale.name)),
              ("channels", .array(try head.differences.map { try json($0) })),
            ])
          }
        )
      ),
    ]
    if let losses {
      entries.append(
        (
          "loss",
          .object([
            ("first", try losses[0].json()), ("second", try losses[1].json()),
            ("difference", try (losses[1] - losses[0]).json()),
          ])
        )
      )
    }
    entries.append(("likely_causes", .array(comparison.likelyCauses.map(\.json))))
    return .object(entries)
  }

  private func json(_ difference: HeadComparison.Difference) throws -> JSONOutput {
    var entries: [(key: String, value: JSONOutput)] = [
      ("kind", .string(difference.kind.rawValue)),
      ("largest", try .number(difference.largest)),
      ("mean", try .number(difference.mean)),
    ]
    if let place = difference.place {
      entries += [
        ("image", .integer(place.image)), ("row", .integer(place.row)),
        ("column", .integer(place.column)), ("anchor", .integer(place.anchor)),
        ("channel", .integer(place.channel)),
        ("first", try .number(difference.values.first)),
        ("second", try .number(difference.values.second)),
      ]
    }
    return .object(entries)
  }
}
