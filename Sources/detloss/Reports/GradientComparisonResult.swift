import DetectionAnalysis
import DetectionText
import ToolSupport

/// Somebody's gradient beside the one of a loss.
struct GradientComparisonResult: Report {
  let example: DetectionCase
  let comparison: GradientComparison

  /// The files of the other gradient.
  let paths: [String]

  var text: String {
    let total = NumberText.significant(comparison.report.total)
    var result =
      wrappedLine([
        "ours: dialect \(example.detector.dialect), loss \(total)",
        "theirs: \(paths.joined(separator: ", "))",
      ]) + example.fit.text + "\n" + verdict
    if !comparison.causes.isEmpty {
      result += "probably\n"
      result += comparison.causes.map { wrappedWords($0, indent: 2, hanging: 4) }.joined()
    }
    return result + "\n\(groupTable)" + firstTable + anchorLine
  }

  private var verdict: String {
    let counts = comparison.groups.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.differing) }
    let words =
      comparison.differs
      ? "the gradients differ: \(counts.1) of \(counts.0) values by more than the tolerance"
      : "the gradients agree: no value of \(counts.0) differs by more than the tolerance"
    return wrappedWords(
      "\(words), \(NumberText.short(comparison.tolerance)) of the largest of the same channels",
      indent: 0,
      hanging: 2
    )
  }

  private var groupTable: String {
    var table = TextTable([
      .text("scale"), .text("channels"), .number("ours"), .number("theirs"), .number("factor"),
      .number("differ"), .number("missing"), .number("extra"),
    ])
    for (index, group) in comparison.groups.enumerated() {
      let isNext = index > 0 && comparison.groups[index - 1].scale == group.scale
      table.add(
        [isNext ? "" : group.scale, group.kind.rawValue]
          + [group.largest.ours, group.largest.theirs].map { NumberText.brief($0, digits: 4) }
          + [group.factor.map { NumberText.brief($0, digits: 4) } ?? "-"]
          + [group.differing, group.missing, group.extra]
      )
    }
    return """
      \(table.text)
        ours, theirs     the largest absolute derivative
        factor           what theirs is ours multiplied by, where that is one number
        missing, extra   of those that differ: zero in theirs, zero in ours

      """
  }

  private var firstTable: String {
    let groups = comparison.groups.filter { $0.first != nil }
    guard !groups.isEmpty else { return "" }
    var table = TextTable([
      .text("first in"), .number("image"), .number("row"), .number("column"),
      .number("anchor"), .number("channel"), .number("ours"), .number("theirs"),
    ])
    for group in groups {
      guard let place = group.first else { continue }
      table.add(
        [
          "\(group.scale) \(group.kind.rawValue)", place.image, place.row, place.column,
          place.anchor, place.channel,
        ]
          + [group.values.ours, group.values.theirs].map { NumberText.brief($0, digits: 5) }
      )
    }
    return "\n\(table.text)"
  }

  private var anchorLine: String {
    let anchors = comparison.anchors
    return "\n"
      + wrappedWords(
        """
        boxes of \(counted(anchors.both, "anchor")) have a gradient in both, of \
        \(anchors.oursOnly) in ours only, of \(anchors.theirsOnly) in theirs only
        """,
        indent: 0
      )
  }

  var json: JSONOutput {
    let groups = comparison.groups.map { group -> JSONOutput in
      let fields: JSONOutput = [
        "scale": group.scale, "kind": group.kind.rawValue, "largest_ours": group.largest.ours,
        "largest_theirs": group.largest.theirs, "factor": group.factor, "count": group.count,
        "differing": group.differing, "missing": group.missing, "extra": group.extra,
      ]
      guard let place = group.first else { return fields.adding(["first": JSONOutput.null]) }
      let first: JSONOutput = [
        "image": place.image, "row": place.row, "column": place.column, "anchor": place.anchor,
        "channel": place.channel, "ours": group.values.ours, "theirs": group.values.theirs,
      ]
      return fields.adding(["first": first])
    }
    return [
      "dialect": example.detector.dialect, "fit": example.fit.json,
      "loss": comparison.report.loss.fields, "tolerance": comparison.tolerance,
      "differs": comparison.differs, "likely_causes": comparison.causes, "groups": groups,
      "anchors": [
        "both": comparison.anchors.both, "ours_only": comparison.anchors.oursOnly,
        "theirs_only": comparison.anchors.theirsOnly,
      ] as JSONOutput,
    ]
  }

  static let schema = JSONSchema.result([
    "dialect": .string, "fit": .fit, "loss": LossTerms.schema,
    "tolerance": .number.said("a share of the largest derivative of the same channels"),
    "differs": .boolean, "likely_causes": .list(.string),
    "groups": .list(
      .object([
        "scale": .string, "kind": .string, "largest_ours": .number, "largest_theirs": .number,
        "factor": .number.orNull, "count": .integer, "differing": .integer, "missing": .integer,
        "extra": .integer,
        "first": JSONSchema.object([
          "image": .integer, "row": .integer, "column": .integer, "anchor": .integer,
          "channel": .integer, "ours": .number, "theirs": .number,
        ]).orNull,
      ])
    ),
    "anchors": .object(["both": .integer, "ours_only": .integer, "theirs_only": .integer]),
  ])
}
