import DetectionAnalysis
import ToolSupport

extension LossShard {
  /// One JSON object in one line, as a file has it for `detloss merge`: equal parts have equal bytes.
  func text() throws(NonFiniteNumber) -> String {
    let shard: JSONOutput = ["of": "loss", "count": count ?? 0, "indices": indices]
    let scales = zip(outline.scales, sums.scales).map { scale, sums -> JSONOutput in
      [
        "name": scale.name, "stride": scale.stride, "anchors": scale.anchors,
        "positives": sums.counts.positives, "ignored": sums.counts.ignored,
        "background": sums.counts.background, "matches": sums.matches,
        "sums": sums.terms.texts, "squares": sums.gradientSquares.texts,
        "uncovered": sums.uncovered.text,
      ]
    }
    let entry: JSONOutput = [
      "schema": LossResult.schemaVersion, "shard": shard, "numerics": version,
      "config": configuration, "name": name, "dialect": dialect, "fit": fit,
      "input": input.map { [$0.width, $0.height] } ?? [], "classes": outline.classes,
      "reduction": outline.reduction.shardWord,
      "framework_loss": outline.frameworkLoss?.rawValue, "box_weight": outline.boxWeight,
      "images": images, "failed": failures.map { [$0.file, $0.error] },
      "clamped_sizes": sums.clampedSizes, "scales": scales,
    ]
    return try entry.text(.compact) + "\n"
  }
}

extension LossSums.Terms {
  /// Each sum with every digit.
  fileprivate var texts: [String] { [box.text, objectness.text, classification.text] }
}

/// The loss that parts come to: that of one process, without a list of its images.
struct MergedLossResult: Report {
  let shard: LossShard
  let summary: LossSummary

  /// Makes the report of parts.
  init(_ shard: LossShard) throws {
    self.shard = shard
    summary = LossSummary(
      report: try shard.report(),
      images: shard.sums.images,
      name: shard.name,
      dialect: shard.dialect,
      input: shard.input ?? PixelSize(width: 0, height: 0),
      fit: try shard.readFit(),
      reduction: shard.outline.reduction,
      kind: shard.outline.frameworkLoss
    )
  }

  var text: String {
    var parts = summary.parts
    if !shard.failures.isEmpty {
      let table = TextTable(
        [.path("dump"), .text("error")],
        rows: shard.failures.prefix(10).map { [$0.file, $0.error] }
      )
      parts.append("dumps without a loss, \(shard.failures.count) in all\n\(table.text)")
    }
    return parts.compactMap(\.self).joined(separator: "\n")
  }

  var json: JSONOutput {
    let failed = shard.failures.map { failure -> JSONOutput in
      ["dump": failure.file, "error": failure.error]
    }
    return summary.json.adding(failed.isEmpty ? nil : ["failed": failed])
  }

  static let schema = JSONSchema.result(
    LossSummary.members + [
      (
        "failed",
        JSONSchema.list(.object(["dump": .string, "error": .string])).optional
          .said("dumps without a loss, where a part of the images is enough")
      )
    ]
  ).said("of parts of a loss; there is no list of images")
}
