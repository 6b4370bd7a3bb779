import DetectionAnalysis
import DetectionText
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
    .arraysOfDumps,
    help: """
      also write every decoded value, [N, H, W, A, 5 + classes] per scale; of several dumps, one \
      file each into a new folder
      """
  )
  var tensors: String?

  @Option("--format", .word(), default: .text, help: ImageFormat.help)
  var format: ImageFormat

  var holdsResults: Bool { !format.isLines }

  var rules: [OptionRule] { labels.rules }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let example = try detector.example(
      heads: try dump.source(),
      truth: labels.truth,
      dump: dump,
      writing: [$tensors, output.option],
      labels: labels
    )
    messages.warn(about: example, truth: false)
    if let tensors { try example.writeDecoded(to: tensors) }
    let nms = suppression == .greedy ? NonMaximumSuppression(iouThreshold: iouThreshold) : nil
    if format.isLines {
      let lines = LineOutput(output)
      do {
        try example.detections(score: scoreThreshold, suppression: nms) {
          image throws(Diagnostic) in
          try lines.write(after: format == .csv ? DetectionLines.header : "") {
            try DetectionLines(example: example, image: image).text(as: format, for: output)
          }
        }
      } catch {
        throw lines.failure ?? error
      }
      return .done
    }
    let result = DetectionResult(
      example: example,
      images: try example.detections(score: scoreThreshold, suppression: nms),
      scoreThreshold: scoreThreshold
    )
    try output.write(format == .json ? result.json.text(.pretty) + "\n" : result.text)
    return .done
  }
}
