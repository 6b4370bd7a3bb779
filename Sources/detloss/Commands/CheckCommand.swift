import DetectionAnalysis
import ToolSupport

/// `detloss check`: looks at a configuration, labels and a dump, and lists what it finds.
struct CheckCommand: Command {
  static let name = "check"
  static let summary = "what is wrong or odd about a config, labels and a dump"
  static let discussion = """
    Every finding has a name, its place and what to do about it; a fault of one file does not keep \
    the others from being looked at. Exit status 1 where there are errors, whatever there is beside.
    """
  static let examples = [
    SampleWords.config,
    SampleWords.heads + SampleWords.labels,
    SampleWords.heads + SampleWords.labels + ["--format", "json"],
  ]
  static let jsonSchema: JSONSchema? = CheckResult.schema

  let detector = DetectorOptions()
  let labels = LabelOptions()

  @Option(
    "--heads",
    .input("PATH"),
    default: [],
    help: """
      dumps of the raw heads, as loss takes them: files, a folder, or - for names on standard input
      """
  )
  var heads: [String]

  let form = DumpFormOptions()

  let report = ReportOptions()

  var rules: [OptionRule] { labels.rules }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let check = CaseCheck(
      configuration: detector.config,
      dialect: detector.choices.dialect,
      overrides: detector.choices.overrides,
      heads: try HeadOptions.paths(of: heads),
      elementType: form.elementType,
      labels: labels.labels,
      reading: labels.reading,
      fit: detector.fit,
      layout: form.layout
    )
    try report.write(CheckResult(check: check), to: output)
    return check.count(.error) > 0 ? .no : .done
  }
}
