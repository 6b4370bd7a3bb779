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

  @Option(
    "--diagnose",
    help: """
      also look for the usual mistake behind the loss: images in another order, shifted classes, \
      another fit, exchanged axes, an activation
      """
  )
  var diagnose: Bool

  let report = ReportOptions()

  var rules: [OptionRule] { [.exactlyOne([labels.$labels, $targets])] + labels.rules }

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
    let diagnosis = diagnose ? try example.diagnosis() : nil
    if !diagnose, let suspicion = example.suspicion(about: loss), let cause = suspicion.sentence {
      messages.warn(
        "the loss is far above what the dump's own detections suggest; probably \(cause)"
      )
    }
    try report.write(
      LossResult(example: example, report: loss, diagnosis: diagnosis),
      to: output
    )
    return .done
  }
}
