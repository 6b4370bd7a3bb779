import DetectionAnalysis
import DetectionText
import ToolSupport

/// Every dialect on one dump, a line each.
struct DialectOverviewResult: Report {
  let example: DetectionCase
  let overview: DialectOverview

  private struct Row {
    let name: String
    let side: Result<DialectComparison.Side, Diagnostic>
    let anchors: SharedAnchors?
  }

  private var rows: [Row] {
    overview.dialects.map { entry in
      let side = try? entry.side.get()
      return Row(
        name: entry.dialect,
        side: entry.side,
        anchors: side.map { side in
          var anchors = SharedAnchors()
          for image in example.images.indices {
            anchors.add([overview.own.sites(ofImage: image), side.sites(ofImage: image)])
          }
          return anchors
        }
      )
    }
  }

  private func isComparable(_ side: DialectComparison.Side) -> Bool {
    side.detector.components.reduction == overview.own.detector.components.reduction
  }

  var text: String {
    let own = overview.own
    let columns: [TextTable.Column] =
      [.text("dialect")] + LossTerms.columns + [.number("anchors"), .number("shared")]
    let positives = own.report.scales.reduce(0) { $0 + $1.counts.positives }
    var table = TextTable(
      columns,
      rows: [["this config"] + own.report.loss.fields.cells + [positives, positives]]
    )
    var faults = ""
    for row in rows {
      guard case .success(let side) = row.side, let anchors = row.anchors else {
        if case .failure(let fault) = row.side {
          faults += wrappedWords("\(row.name): \(fault.message)", indent: 0, hanging: 2)
        }
        continue
      }
      table.add(
        [row.name + (isComparable(side) ? "" : " *")] + side.report.loss.fields.cells
          + [anchors.both + anchors.secondOnly.count, anchors.both]
      )
    }
    return """
      \(wrappedLine(["config \(example.detector.name)", "dialect \(own.detector.dialect)"])
        + example.fit.text)
      \(table.text)
        anchors, shared   positive anchors, and those that are positive by this config too
        *                 averages otherwise than this config: no number of the same kind;
                          compare with that dialect alone to see it part by part
      \(faults.isEmpty ? "" : "\n" + faults)
      """
  }

  var json: JSONOutput {
    [
      "config": example.detector.name, "dialect": overview.own.detector.dialect,
      "fit": example.fit.json, "loss": overview.own.report.loss.fields,
      "dialects": rows.map { row -> JSONOutput in
        guard case .success(let side) = row.side, let anchors = row.anchors else {
          var message = ""
          if case .failure(let fault) = row.side { message = fault.message }
          return ["dialect": row.name, "error": message]
        }
        return
          (["dialect": row.name, "loss": side.report.loss.fields] as JSONOutput)
          .adding(["comparable": isComparable(side)]).adding(anchors.fields.json)
      },
    ]
  }

  static let schema = JSONSchema.result([
    "config": .string, "dialect": .string, "fit": .fit, "loss": LossTerms.schema,
    "dialects": .list(
      .object([
        "dialect": .string, "loss": LossTerms.schema.optional, "comparable": .boolean.optional,
        "in_both": .integer.optional, "first_only": .integer.optional,
        "second_only": .integer.optional,
        "error": JSONSchema.string.optional.said("why the dialect has no loss here"),
      ])
    ),
  ])
}
