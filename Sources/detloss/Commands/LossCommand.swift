import DetectionAnalysis
import ToolSupport

/// `detloss loss`: computes the loss of dumped heads, and its gradient.
struct LossCommand: Command {
  static let name = "loss"
  static let summary = "the loss of dumped heads, in total, per scale and per image"
  static let discussion = """
    Totals and scales are what training would see, the mean over the batch; each image has its \
    own sum over all scales.
    """
  static let examples = [
    SampleWords.heads + SampleWords.labels,
    SampleWords.heads + SampleWords.labels + ["--format", "json"],
  ]

  let detector = DetectorOptions()
  let dump = HeadOptions()
  let labels = LabelOptions()

  @Option(
    "--targets",
    .input("FILE"),
    help: "dense label tensors in place of --labels, as assign --tensors writes them"
  )
  var targets: String?

  @Option(
    "--gradients",
    .arrays,
    help: "also write d(total)/d(raw head) in the dump's names, shapes and layout (.npz)"
  )
  var gradients: String?

  let report = ReportOptions()

  var rules: [OptionRule] { [.exactlyOne([labels.$labels, $targets])] }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let example = try detector.example(
      heads: .files(dump.heads),
      truth: targets.map { .targets($0) } ?? labels.truth,
      layout: dump.layout,
      writing: $gradients,
      labels: labels
    )
    messages.warn(about: example)
    let loss = try gradients.map { try example.writeGradient(to: $0) } ?? example.loss()
    messages.warn(each: loss.notes(of: example))
    try report.write(LossResult(example: example, report: loss), to: output)
    return .done
  }
}
