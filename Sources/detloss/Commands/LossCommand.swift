import DetectionAnalysis
import DetectionText
import ToolSupport

/// `detloss loss`: computes the loss of dumped heads, and its gradient.
struct LossCommand: Command {
  static let name = "loss"
  static let summary = "the loss of dumped heads, in total, per scale and per image"
  static let discussion = """
    Totals and scales are what training would see, the mean over the batch; each image has its \
    own sum over all scales. Many dumps, such as one file an image, are one batch. \
    With --heads - and --format jsonl, each dump is a batch of its own: names come from standard \
    input, a line goes out for each as it is computed, one with "error" for a dump that is broken, \
    and a last one counts them. As many as you like, in the memory of a few.
    """
  static let examples = [
    SampleWords.heads + SampleWords.labels,
    SampleWords.heads + SampleWords.labels + ["--format", "json"],
  ]
  static let jsonSchema: JSONSchema? = LossResult.schema

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
    .arraysOfDumps,
    help: """
      also write d(total)/d(raw head) in the dump's names, shapes and layout; of several dumps, one \
      file each into a new folder
      """
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

  /// The order of images in text.
  enum Order: String, CaseIterable {
    case loss, given
  }

  @Option("--sort", .word(), default: .loss, help: "text lists images by their loss, or as given")
  var order: Order

  @Option("--image", .text("NAME"), help: "of all images list this one alone; totals stay")
  var image: String?

  let list = ListOptions()

  @Option(
    "--shard",
    .shard,
    help: """
      with --format shard, the images of this part alone, such as 2/8, by a hash of their names; one \
      dump an image
      """
  )
  var shard: Shard?

  let part = PartOptions()

  /// How the loss is written.
  enum Format: String, CaseIterable {
    case text, json, jsonl, csv
    /// What merge puts together.
    case shard

    /// Each image on a line of its own, as it is computed.
    var lines: ImageFormat? {
      self == .jsonl || self == .csv ? ImageFormat(rawValue: rawValue) : nil
    }
  }

  @Option("--format", .word(), default: .text, help: ImageFormat.help + ", or a shard for merge")
  var format: Format

  var holdsResults: Bool { format.lines == nil }

  var rules: [OptionRule] { [.exactlyOne([labels.$labels, $targets])] + labels.rules }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    try checkForms(output)
    if isWorker { return try work(output, messages) }
    if format == .shard { return try writePart(to: output, messages) }
    return try report(to: output, messages)
  }

  private func report(to output: any TextOutput, _ messages: Messages) throws -> ExitCode {
    var example = try detector.example(
      heads: try dump.source(),
      truth: targets.map { .targets($0) } ?? labels.truth,
      dump: dump,
      writing: [$gradients, output.option],
      labels: labels
    )
    messages.warn(about: example)
    let progress = messages.progress(
      "images",
      total: example.images.count,
      beside: holdsResults ? nil : output
    )
    defer { progress.finish() }
    example.imageIsDone = { progress.advance() }
    let only = try image.map { try example.index(ofImage: $0) }
    let loss = try lines(of: example, only, to: output) ?? whole(example)
    progress.finish()
    messages.warn(each: loss.notes(of: example))
    let diagnosis = diagnose ? try example.diagnosis() : nil
    if !diagnose, messages.tellsWarnings, let suspicion = example.suspicion(about: loss),
      let cause = suspicion.sentence
    {
      messages.warn(
        "the loss is far above what the dump's own detections suggest; probably \(cause)"
      )
    }
    let result = LossResult(
      example: example,
      report: loss,
      diagnosis: diagnosis,
      only: only,
      order: order,
      top: list.top
    )
    switch format {
    case .text: try output.write(result.text)
    case .json: try result.result.write(to: output)
    case .jsonl, .csv, .shard: result.diagnosisText.map { messages.write($0) }
    }
    return .done
  }

  /// The loss, with its gradient where that is asked for.
  private func whole(_ example: DetectionCase) throws -> LossReport {
    try gradients.map { try example.writeGradient(to: $0) } ?? example.loss()
  }

  /// The loss, with a line for each image as it is computed; `nil` for other formats.
  private func lines(
    of example: DetectionCase,
    _ only: Int?,
    to output: any TextOutput
  ) throws -> LossReport? {
    guard let format = format.lines else { return nil }
    let lines = LineOutput(output)
    func line(_ image: Int, _ loss: ImageLoss) throws(Diagnostic) {
      guard image == only ?? image else { return }
      try lines.write(after: format == .csv ? ImageLossLine.header : "") {
        try ImageLossLine(example: example, image: image, loss: loss).text(as: format, for: output)
      }
    }
    do {
      guard gradients != nil else { return try example.loss(visitingImages: line) }
      // The gradient goes to its file first, which is whole before anything is said.
      let report = try whole(example)
      for (image, loss) in report.images.enumerated() { try line(image, loss) }
      return report
    } catch {
      throw lines.failure ?? error
    }
  }
}
