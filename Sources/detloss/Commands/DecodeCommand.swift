import DetectionAnalysis
import ToolSupport

/// `detloss decode`: turns dumped heads into boxes.
struct DecodeCommand: Command {
  static let name = "decode"
  static let summary = "the boxes that dumped heads detect"
  static let discussion = """
    With --labels, boxes are in pixels of the original images where their sizes are known; \
    without, in pixels of the network input.
    """
  static let examples = [
    SampleWords.heads,
    SampleWords.heads + ["--score-threshold", "0.5", "--format", "jsonl"],
  ]

  /// How overlapping detections of one class are thinned out.
  enum Suppression: String, CaseIterable {
    /// The best box removes those that overlap it.
    case greedy
    /// All boxes stay.
    case none
  }

  let detector = DetectorOptions()
  let dump = HeadOptions()
  let labels = LabelOptions()

  @Option(
    "--score-threshold",
    .share,
    default: 0.3,
    help: "boxes score above this number from 0 to 1"
  )
  var scoreThreshold: Double

  @Option(
    "--nms",
    .word(),
    default: .greedy,
    help: "how overlapping boxes of one class are thinned out"
  )
  var suppression: Suppression

  @Option(
    "--iou-threshold",
    .share,
    default: 0.45,
    help: "the largest overlap of two boxes that both stay, from 0 to 1"
  )
  var iouThreshold: Double

  @Option(
    "--tensors",
    .arrays,
    help: "also write every decoded value, [N, H, W, A, 5 + classes] per scale (.npz)"
  )
  var tensors: String?

  @Option(
    "--format",
    .word(),
    default: .text,
    help: "a table for reading, or a format for programs"
  )
  var format: DetectionResult.Format

  var rules: [OptionRule] { labels.rules }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let example = try detector.example(
      heads: .files(dump.heads),
      truth: labels.truth,
      layout: dump.layout,
      writing: $tensors,
      labels: labels
    )
    messages.warn(about: example, truth: false)
    if let tensors { try example.writeDecoded(to: tensors) }
    let result = DetectionResult(
      example: example,
      images: try example.detections(
        score: scoreThreshold,
        suppression: suppression == .greedy
          ? NonMaximumSuppression(iouThreshold: iouThreshold) : nil
      ),
      scoreThreshold: scoreThreshold
    )
    try output.write(try result.text(as: format))
    return .done
  }
}
