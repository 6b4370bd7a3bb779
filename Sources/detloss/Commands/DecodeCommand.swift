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
  static let jsonSchema: JSONSchema? = DetectionResult.schema

  /// How overlapping detections are thinned out.
  enum Suppression: String, CaseIterable {
    /// The best box removes those that overlap it.
    case greedy
    /// Scores fall by 1 - IoU above the threshold.
    case soft
    /// Scores fall by exp(-IoU^2 / sigma).
    case softGaussian = "soft-gaussian"
    /// The best box removes those that overlap it and have their centre near.
    case diou
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
    help: """
      how overlapping boxes are thinned out, class by class: the better removes the other, by \
      IoU or DIoU, or lowers its score, by 1 - IoU above the threshold or by exp(-IoU^2 / sigma)
      """
  )
  var suppression: Suppression

  @Option(
    "--iou-threshold",
    .share,
    default: 0.45,
    help: "the largest overlap of two boxes that both stay, from 0 to 1"
  )
  var iouThreshold: Double

  @Option("--sigma", .number(0.001...1000, example: 0.5), default: 0.5, help: "of soft-gaussian")
  var sigma: Double

  @Option("--class-agnostic", help: "overlapping boxes of different classes thin each other out")
  var isClassAgnostic: Bool

  @Option("--multi-label", help: "a box for each class above the threshold, not for the best alone")
  var everyClass: Bool

  @Option(
    "--max-candidates",
    .integer(1...Int(Int32.max)),
    help: "the most boxes of an image that are thinned out, the best ones; all if not given"
  )
  var candidates: Int?

  @Option(
    "--max-detections",
    .integer(1...Int(Int32.max)),
    help: "the most boxes of an image, the best ones; all if not given"
  )
  var limit: Int?

  @Option(
    "--tensors",
    .arraysOfDumps,
    help: """
      also write every decoded value, [N, H, W, A, 5 + classes] per scale; of several dumps, one \
      file each into a new folder
      """
  )
  var tensors: String?

  /// How detections are written.
  enum Format: String, CaseIterable {
    case text, json, jsonl, csv
    /// COCO's list of results.
    case coco
    /// A folder of YOLO's label files, with scores.
    case yolo
    /// What darknet writes with -ext_output -out.
    case darknet

    /// The same as one of those that go out image by image.
    var lines: ImageFormat? { self == .jsonl ? .jsonl : self == .csv ? .csv : nil }

    /// Whether it is what other tools read.
    var isOthers: Bool { [.coco, .yolo, .darknet].contains(self) }
  }

  @Option(
    "--format",
    .word(),
    default: .text,
    help: """
      a table for reading, JSON, or lines for programs, which are written as they are computed; \
      COCO's results, a folder of YOLO's label files with scores, or darknet's JSON
      """
  )
  var format: Format

  /// What can fail has been done before the first result, of which there may be more than memory; but
  /// for lines, which are written as they are computed.
  var holdsResults: Bool { false }
  var writesFolder: Bool { format == .yolo }

  var rules: [OptionRule] { labels.rules }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    var example = try detector.example(
      heads: try dump.source(),
      truth: labels.truth,
      dump: dump,
      writing: [$tensors, output.option],
      labels: labels
    )
    messages.warn(about: example, truth: false)
    let progress = messages.progress(
      "images",
      total: example.images.count,
      beside: format.lines == nil ? nil : output
    )
    defer { progress.finish() }
    example.imageIsDone = { progress.advance() }
    // Before anything is written.
    if format.isOthers { try DetectionExport.checkFrame(of: example, format.rawValue) }
    if let tensors { try example.writeDecoded(to: tensors) }
    if let form = format.lines {
      let lines = LineOutput(output)
      do {
        try example.detections(
          score: scoreThreshold,
          suppression: nms,
          everyClass: everyClass,
          candidates: candidates,
          limit: limit
        ) { image throws(Diagnostic) in
          try lines.write(after: form == .csv ? DetectionLines.header : "") {
            try DetectionLines(example: example, image: image).text(as: form, for: output)
          }
        }
      } catch {
        throw lines.failure ?? error
      }
      return .done
    }
    let result = DetectionResult(
      example: example,
      images: try example.detections(
        score: scoreThreshold,
        suppression: nms,
        everyClass: everyClass,
        candidates: candidates,
        limit: limit
      ),
      scoreThreshold: scoreThreshold
    )
    switch format {
    case .text: try result.parts.write(to: output)
    case .json: try result.result.write(to: output)
    default: try export(result, to: output, messages)
    }
    return .done
  }

  /// Writes what other tools read.
  private func export(
    _ result: DetectionResult,
    to output: any TextOutput,
    _ messages: Messages
  ) throws {
    let export = DetectionExport(example: result.example, images: result.images)
    switch format {
    case .yolo:
      for (name, text) in try export.yolo() {
        try (output as? FolderOutput)?.write(text, to: name)
      }
    case .darknet: try export.darknet.write(to: output)
    default:
      if let note = export.idNote() { messages.warn(note) }
      try export.writeCOCO(to: output)
    }
  }

  /// The suppression that was asked for; `nil` where all boxes stay.
  private var nms: NonMaximumSuppression? {
    let kind: NonMaximumSuppression.Kind
    switch suppression {
    case .greedy: kind = .greedy
    case .soft: kind = .softLinear
    case .softGaussian: kind = .softGaussian(sigma: sigma)
    case .diou: kind = .distance
    case .none: return nil
    }
    return NonMaximumSuppression(
      kind,
      iouThreshold: iouThreshold,
      isClassAgnostic: isClassAgnostic,
      scoreThreshold: scoreThreshold
    )
  }
}
