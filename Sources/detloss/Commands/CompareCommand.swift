import DetectionAnalysis
import ToolSupport

/// `detloss compare`: tells two dialects, or two dumps, apart.
struct CompareCommand: Command {
  static let name = "compare"
  static let summary = "two dialects on one dump, or one dump against another"
  static let discussion = """
    With --against or --against-config, what another loss makes of the same dump and labels: \
    whether the totals can be compared at all, the biggest reasons, each part factor by factor, \
    and which anchors each trains. With --against-heads, how far two dumps are apart, where, \
    what may have happened to one, and what that does to the loss. Exit status 1 when they differ \
    by more than the tolerance.
    """
  static let examples = [
    SampleWords.heads + SampleWords.labels + ["--against", "ultralytics"],
    SampleWords.heads + ["--against-heads", "sample-data/heads.npz"],
  ]
  static let jsonSchema: JSONSchema? = .anyOf([
    DialectComparisonResult.schema.said("with --against NAME or --against-config"),
    DialectOverviewResult.schema.said("with --against all"),
    DumpComparisonResult.schema.said("with --against-heads"),
  ])

  /// The largest difference of two dumps that is none, where nothing else is asked for.
  private static let dumpTolerance = 1e-4

  let detector = DetectorOptions()
  let dump = HeadOptions()
  let labels = LabelOptions()

  @Option(
    "--against",
    .dialectOrAll,
    help: """
      the dialect to compare with, and nothing of the config's own sections; or all, a line each; \
      needs --labels
      """
  )
  var otherDialect: String?

  @Option("--keep-own", help: "with --against: the config's own sections win on both sides")
  var keepsOwn: Bool

  @Option(
    "--against-config",
    .input("FILE"),
    help: "the configuration to compare with, of the same classes and scales; needs --labels"
  )
  var otherConfig: String?

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

  @Option("--steps", help: "dialects: how one total becomes the other, component by component")
  var showsSteps: Bool

  let report = ReportOptions()

  var rules: [OptionRule] {
    [
      .exactlyOne([$otherDialect, $otherConfig, $otherHeads]),
      .requires($otherDialect, labels.$labels), .requires($otherConfig, labels.$labels),
      .requires($keepsOwn, $otherDialect),
    ] + labels.rules
  }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    var example = try detector.example(
      heads: try dump.source(),
      truth: labels.truth,
      dump: dump,
      writing: [output.option],
      labels: labels
    )
    guard otherHeads.isEmpty else {
      return try compareDumps(example, output: output, messages: messages)
    }
    messages.warn(about: example)
    let isAll = otherDialect == ValueKind.allDialects
    let losses =
      isAll ? DetectorConfiguration.dialectNames.count + 1 : DialectComparison.mostLosses
    let progress = messages.progress("image losses", total: losses * example.images.count)
    example.imageIsDone = { progress.advance() }
    defer { progress.finish() }
    if isAll {
      let overview = try example.overview()
      progress.finish()
      try report.write(DialectOverviewResult(example: example, overview: overview), to: output)
      return .done
    }
    let comparison: DialectComparison
    let name: String
    if let otherConfig {
      var filesRead: [String] = []
      comparison = try example.comparison(
        with: DetectorConfiguration(path: otherConfig, filesRead: &filesRead)
      )
      try output.option?.checkReplacing(filesRead, of: $otherConfig)
      name = otherConfig
    } else {
      comparison = try example.comparison(withDialect: otherDialect ?? "", keepingOwn: keepsOwn)
      name = "dialect \(comparison.second.detector.dialect)"
    }
    progress.finish()
    messages.warn(each: comparison.notes, of: name)
    let first = "dialect \(comparison.first.detector.dialect)"
    for (side, name) in [(comparison.first, first), (comparison.second, name)] {
      messages.warn(each: side.report.notes(of: example), of: name)
    }
    let result = DialectComparisonResult(
      example: example,
      comparison: comparison,
      otherConfig: otherConfig,
      tolerance: tolerance,
      top: top,
      showsSteps: showsSteps
    )
    try report.write(result, to: output)
    return result.differs == true ? .no : .done
  }

  private func compareDumps(
    _ example: DetectionCase,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
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
