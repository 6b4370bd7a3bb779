import DetectionAnalysis
import ToolSupport

/// `detloss compare`: tells two dialects, or two dumps, apart.
struct CompareCommand: Command {
  static let name = "compare"
  static let summary = "two dialects on one dump, or one dump against another"
  static let discussion = """
    With --against, term by term what another framework's loss makes of the same dump and \
    labels, which anchors each assigns, and which component explains how much of the \
    difference. With --against-heads, how far two dumps are apart, where, and what that does to \
    the loss. Exit status 1 when they differ by more than the tolerance.
    """
  static let examples = [
    SampleWords.heads + SampleWords.labels + ["--against", "ultralytics"],
    SampleWords.heads + ["--against-heads", "sample-data/heads.npz"],
  ]
  static let jsonSchema: JSONSchema? = .anyOf([
    DialectComparisonResult.schema.said("with --against"),
    DumpComparisonResult.schema.said("with --against-heads"),
  ])

  /// The largest difference of two dumps that is none, where nothing else is asked for.
  private static let dumpTolerance = 1e-4

  let detector = DetectorOptions()
  let dump = HeadOptions()
  let labels = LabelOptions()

  @Option("--against", .dialect, help: "the dialect to compare with; needs --labels")
  var otherDialect: String?

  @Option(
    "--against-heads",
    .input("PATH"),
    default: [],
    help: "the dump to compare with; its layout and number format may differ"
  )
  var otherHeads: [String]

  @Option(
    "--tolerance",
    .amount,
    help: """
      dumps: the largest difference of two values (0.0001 if not given); dialects: the \
      largest difference of the totals as a share of the larger (none if not given)
      """
  )
  var tolerance: Double?

  @Option(
    "--top",
    .integer(0...Int(Int32.max)),
    default: 20,
    help: "dialects: how many objects text lists; JSON has all"
  )
  var top: Int

  let report = ReportOptions()

  var rules: [OptionRule] {
    [.exactlyOne([$otherDialect, $otherHeads]), .requires($otherDialect, labels.$labels)]
      + labels.rules
  }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    var example = try detector.example(
      heads: try dump.source(),
      truth: labels.truth,
      dump: dump,
      writing: [output.option],
      labels: labels
    )
    if let otherDialect {
      messages.warn(about: example)
      // Both losses, and each component alone and on top of those before it.
      let losses = 2 * (1 + ComparedComponent.allCases.count)
      let progress = messages.progress("image losses", total: losses * example.images.count)
      example.imageIsDone = { progress.advance() }
      defer { progress.finish() }
      let comparison = try example.comparison(withDialect: otherDialect)
      progress.finish()
      messages.warn(each: comparison.notes, of: "dialect \(otherDialect)")
      for side in [comparison.first, comparison.second] {
        let notes = side.report.notes(of: example)
        messages.warn(each: notes, of: "dialect \(side.detector.dialect)")
      }
      let result = DialectComparisonResult(
        example: example,
        comparison: comparison,
        tolerance: tolerance,
        top: top
      )
      try report.write(result, to: output)
      return result.differs == true ? .no : .done
    }
    messages.warn(each: example.configurationNotes)
    messages.warn(each: example.headNotes, of: "first dump")
    let other = try example.replacing(heads: dump.source(of: otherHeads))
    try output.option?.checkReplacing(other.files.heads, of: $otherHeads)
    messages.warn(each: other.headNotes, of: "second dump")
    let comparison = try example.comparison(
      with: other,
      tolerance: tolerance ?? Self.dumpTolerance
    )
    if let losses = comparison.losses {
      messages.warn(each: example.truthNotes)
      for (name, report) in [("first", losses.first), ("second", losses.second)] {
        messages.warn(each: report.notes(of: example), of: "\(name) dump")
      }
    }
    let result = DumpComparisonResult(
      example: example,
      comparison: comparison,
      paths: [dump.heads, otherHeads]
    )
    try report.write(result, to: output)
    return comparison.differs ? .no : .done
  }
}
