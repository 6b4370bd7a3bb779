import DetectionAnalysis
import ToolSupport

/// `detloss identify`: finds the dialect, or the changes, that give somebody's loss.
struct IdentifyCommand: Command {
  static let name = "identify"
  static let summary = "which dialect, or which change of one, gives somebody's loss"
  static let discussion = """
    Needs a total, a part of it, or gradients. Tries the config as it is, every dialect, and \
    each of them with one and with two changes of components by their usual values. A total \
    alone can be met by chance: every part that is known, with all its digits, makes the answer \
    surer. Exit status 1 when nothing gives the numbers; then the nearest are shown.
    """
  static let examples = [
    SampleWords.heads + SampleWords.labels + ["--loss", "6.530030191"],
    SampleWords.heads + SampleWords.labels
      + ["--box", "2.06889", "--objectness", "0.107762", "--classification", "4.35337"],
  ]
  static let jsonSchema: JSONSchema? = IdentificationResult.schema

  let detector = DetectorOptions()
  let dump = HeadOptions()
  let labels = LabelOptions()

  @Option("--loss", .anyNumber, help: "the total, or what the framework prints in its place")
  var loss: Double?

  @Option("--box", .anyNumber, help: "its part of the boxes")
  var box: Double?

  @Option("--objectness", .anyNumber, help: "its part of the objectness")
  var objectness: Double?

  @Option("--classification", .anyNumber, help: "its part of the classes")
  var classification: Double?

  @Option(
    "--gradients",
    .input("PATH"),
    default: [],
    help: "the derivatives by the raw heads, arrays as those of the dump"
  )
  var gradients: [String]

  @Option(
    "--among",
    .dialect,
    default: [],
    help: "the dialects to try beside the config's own; all if not given"
  )
  var dialects: [String]

  @Option(
    "--tolerance",
    .amount,
    default: 1e-4,
    help: "the largest difference of two numbers, as a share of the larger"
  )
  var tolerance: Double

  @Option("--top", .integer(1...1000), default: 10, help: "how many candidates are listed")
  var top: Int

  let report = ReportOptions()

  var rules: [OptionRule] {
    [
      .required(labels.$labels),
      .atLeastOne([$loss, $box, $objectness, $classification, $gradients]),
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
    try output.option?.checkReplacing(gradients, of: $gradients)
    messages.warn(about: example)
    let progress = messages.progress("images", total: example.images.count)
    defer { progress.finish() }
    example.imageIsDone = { progress.advance() }
    let reported = ReportedLoss(
      total: loss,
      box: box,
      objectness: objectness,
      classification: classification,
      gradients: gradients.isEmpty ? nil : try dump.source(of: gradients)
    )
    let found = try example.identification(
      of: reported,
      tolerance: tolerance,
      dialects: dialects.isEmpty ? DetectorConfiguration.dialectNames : dialects,
      limit: top
    )
    progress.finish()
    try report.write(
      IdentificationResult(example: example, reported: reported, identification: found),
      to: output
    )
    return found.found ? .done : .no
  }
}
