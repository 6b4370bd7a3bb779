import DetectionAnalysis
import ToolSupport

/// `detloss assign`: tells which anchors are positive for which objects.
struct AssignCommand: Command {
  static let name = "assign"
  static let summary = "which anchors are positive for which objects, and why"
  static let discussion = """
    Needs no dump but for a rule that looks at predictions, as yolov7's: else the size of the network \
    input and the labels decide.
    """
  static let examples = [
    SampleWords.config + SampleWords.labels + ["--input-size", "416"],
    SampleWords.config + SampleWords.labels + ["--input-size", "416x416", "--format", "json"],
    SampleWords.config + SampleWords.labels
      + ["--input-size", "416", "--explain", "000000196610.jpg:8"],
  ]
  static let jsonSchema: JSONSchema? = .anyOf([
    AssignmentResult.schema,
    LabelComparisonResult.schema.said("with --compare"),
  ])

  let detector = DetectorOptions()
  let labels = LabelOptions()

  @Option(
    "--input-size",
    .inputSize,
    help: "the network input in pixels: 416, or 384x256 for width and height"
  )
  var inputSize: PixelSize?

  @Option(
    "--heads",
    .input("PATH"),
    default: [],
    help: """
      dumps of the raw heads in place of the size, as loss takes them, for a rule that looks at \
      predictions
      """
  )
  var heads: [String]

  let form = DumpFormOptions()

  @Option(
    "--tensors",
    .arrays,
    help: """
      also write dense labels and object lists, as training pipelines have them; an \
      anchor holds one box there, the last of several
      """
  )
  var tensors: String?

  @Option(
    "--compare",
    .input("THEIRS"),
    help: """
      list every cell in which such tensors of another pipeline differ, why, and which usual \
      mistake would explain it; exit status 1 if any does
      """
  )
  var theirs: String?

  @Option(
    "--tolerance",
    .amount,
    default: 0.01,
    help: "how many pixels a compared box may be off"
  )
  var tolerance: Double

  @Option(
    "--explain",
    .text("all|IMAGE|IMAGE:OBJECT"),
    help: "every anchor that the rule looked at for these objects, and why"
  )
  var explained: String?

  let report = ReportOptions()

  /// Faults of labels are told before the first result, which may be larger than memory.
  var holdsResults: Bool { false }

  var rules: [OptionRule] {
    [
      .required(labels.$labels), .exactlyOne([$inputSize, $heads]),
      .atMostOne([$theirs, $explained]),
    ] + labels.rules
  }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let example = try detector.example(
      heads: inputSize.map { .none(input: $0) }
        ?? .files(HeadOptions.paths(of: heads), elementType: form.elementType),
      truth: labels.truth,
      layout: form.layout,
      writing: [$tensors, output.option],
      labels: labels
    )
    for output in [$tensors, output.option] {
      try output?.checkReplacing(example.files.heads, of: $heads)
    }
    let assignment = try example.checkedAssignments()
    messages.warn(about: example)
    if let tensors, let omission = try example.writeTargets(to: tensors) {
      messages.warn(omission)
    }
    if let theirs {
      let comparison = try example.comparison(
        withTargets: theirs,
        tolerance: LabelComparison.Tolerance(pixels: tolerance)
      )
      comparison.notes.forEach { messages.warn($0) }
      try report.write(
        LabelComparisonResult(example: example, comparison: comparison),
        to: output
      )
      return comparison.differenceCount == 0 ? .done : .no
    }
    let result = AssignmentResult(
      example: example,
      assignment: assignment,
      explanations: try explained.map { try example.explanations(of: $0) }
    )
    try report.write(result, to: output)
    return .done
  }
}
