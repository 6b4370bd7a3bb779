import DetectionAnalysis
import DetectionText
import ToolSupport

/// `detloss compare`: tells two dialects, or two dumps, apart.
struct CompareCommand: Command {
  static let name = "compare"
  static let summary = "two dialects on one dump, or one dump against another"
  static let discussion = """
    With --against or --against-config, what another loss makes of the same dump and labels: \
    whether the totals can be compared at all, the biggest reasons, each part factor by factor, \
    and which anchors each trains. With --against-heads, how far two dumps are apart, where, \
    what may have happened to one, and what that does to the loss. With --against-gradients, \
    where somebody's gradient differs from this loss's, and why. Exit status 1 when they differ by \
    more than the tolerance.
    """
  static let examples = [
    SampleWords.heads + SampleWords.labels + ["--against", "ultralytics"],
    SampleWords.heads + ["--against-heads", "sample-data/heads.npz"],
  ]
  static let jsonSchema: JSONSchema? = .anyOf([
    DialectComparisonResult.schema.said("with --against NAME or --against-config"),
    DialectOverviewResult.schema.said("with --against all"),
    DumpComparisonResult.schema.said("with --against-heads"),
    GradientComparisonResult.schema.said("with --against-gradients"),
  ])

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
    "--against-gradients",
    .input("PATH"),
    default: [],
    help: """
      somebody's d(total) / d(raw value) of this loss, arrays as those of the dump; needs --labels
      """
  )
  var otherGradients: [String]

  @Option(
    "--tolerance",
    .scaleAmount,
    default: [],
    help: """
      dumps: the largest difference of two values that is none (0.0001 if not given), or of a \
      scale's, as small=0.01; dialects: the largest difference of the totals as a share of the \
      larger (none if not given); gradients: as a share of the largest of the same channels (0.0001)
      """
  )
  var tolerances: [ScaleAmount]

  @Option(
    "--relative-tolerance",
    .scaleAmount,
    default: [],
    help: "dumps: what is added to that, as a share of the first value (0 if not given)"
  )
  var relativeTolerances: [ScaleAmount]

  @Option(
    "--top",
    .integer(0...Int(Int32.max)),
    default: 20,
    help: "dialects: how many objects text lists; JSON has all"
  )
  var top: Int

  @Option(
    "--show-steps",
    help: "dialects: how one total becomes the other, component by component"
  )
  var showsSteps: Bool

  let report = ReportOptions()

  var rules: [OptionRule] {
    [
      .exactlyOne([$otherDialect, $otherConfig, $otherHeads, $otherGradients]),
      .requires($otherGradients, labels.$labels), .requires($relativeTolerances, $otherHeads),
      .requires($otherDialect, labels.$labels), .requires($otherConfig, labels.$labels),
      .requires($keepsOwn, $otherDialect),
    ] + labels.rules
  }

  /// Refuses options that would say nothing.
  private func checkOptions(isAll: Bool) throws {
    let isOne = otherConfig != nil || otherDialect != nil && !isAll
    for (isGiven, option) in [
      (showsSteps && !isOne, $showsSteps as any AnyOption), (keepsOwn && isAll, $keepsOwn),
      (!tolerances.isEmpty && isAll, $tolerances),
    ] where isGiven {
      throw UsageError(
        "\(option.name) says nothing here; it needs \($otherDialect.name) with one dialect"
      )
    }
  }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let isAll = otherDialect == ValueKind.allDialects
    try checkOptions(isAll: isAll)
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
    let tolerance = try plainTolerance()
    guard otherGradients.isEmpty else {
      return try compareGradients(example, tolerance, output: output, messages: messages)
    }
    messages.warn(about: example)
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
      let other = try DetectorConfiguration(path: otherConfig, filesRead: &filesRead)
      do throws(Diagnostic) {
        comparison = try example.comparison(with: other)
      } catch {
        // The first configuration is in use already: one that does not do is the second.
        var fault = error
        if fault.cause == .configuration { fault.place.file = fault.place.file ?? otherConfig }
        throw fault
      }
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
    let scales = Set(example.detector.scales.map(\.name))
    for amount in tolerances + relativeTolerances {
      if let scale = amount.scale, !scales.contains(scale) {
        throw UsageError(
          """
          \(printable(amount.text)) is for no scale; allowed: \
          \(quotedList(example.detector.scales.map(\.name)))
          """
        )
      }
    }
    func tolerance(ofScale scale: String?) -> HeadTolerance {
      var tolerance = HeadTolerance()
      for amount in tolerances where amount.scale == nil || amount.scale == scale {
        tolerance.absolute = amount.value
      }
      for amount in relativeTolerances where amount.scale == nil || amount.scale == scale {
        tolerance.relative = amount.value
      }
      return tolerance
    }
    let comparison = try example.comparison(
      with: other,
      tolerance: tolerance(ofScale: nil),
      ofScales: Dictionary(uniqueKeysWithValues: scales.map { ($0, tolerance(ofScale: $0)) })
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

  private func compareGradients(
    _ example: DetectionCase,
    _ tolerance: Double?,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    messages.warn(about: example)
    try output.option?.checkReplacing(otherGradients, of: $otherGradients)
    let comparison = try example.comparison(
      withGradients: dump.source(of: otherGradients),
      tolerance: tolerance ?? 1e-4
    )
    messages.warn(each: comparison.report.notes(of: example))
    let result = GradientComparisonResult(
      example: example,
      comparison: comparison,
      paths: otherGradients
    )
    try report.write(result, to: output)
    return comparison.differs ? .no : .done
  }

  /// The tolerance where scales have none of their own.
  private func plainTolerance() throws -> Double? {
    guard let named = tolerances.first(where: { $0.scale != nil }) else {
      return tolerances.last?.value
    }
    throw UsageError(
      """
      \(printable(named.text)) is a scale's tolerance, and only dumps have one of each scale; \
      allowed: a number from 0 up
      """
    )
  }
}
