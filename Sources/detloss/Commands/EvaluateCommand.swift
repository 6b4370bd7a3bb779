import DetectionAnalysis
import DetectionText
import ToolSupport

/// `detloss evaluate`: tells how good detections are.
struct EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "average precision, and what kinds of errors cost it"
  static let discussion = """
    COCO's twelve figures equal pycocotools' to the last bit. With --detections, anybody's results \
    are judged; with --config and --heads, a dump is decoded first: scores above 0.001, several \
    labels a box, the 100 best boxes of an image.
    """
  static let examples = [
    SampleWords.heads + SampleWords.labels,
    SampleWords.labels + ["--detections", "sample-data/detections.json"],
  ]
  static let jsonSchema: JSONSchema? = .anyOf([
    EvaluationResult.schema,
    EvaluationResult.vocSchema.said("with --metric voc2007 or voc2012"),
  ])

  let labels = LabelOptions()

  @Option(
    "--detections",
    .input("FILE"),
    help: "a file in COCO's results format: a list of image_id, category_id, bbox and score"
  )
  var detections: String?

  @Option(
    "--config",
    .input("FILE"),
    help: "the detector; with --detections only its classes count, else they are the labels'"
  )
  var config: String?

  let choices = ChoiceOptions()

  @Option(
    "--heads",
    .input("PATH"),
    default: [],
    help: "dumps of the raw heads in place of --detections, as decode takes them"
  )
  var heads: [String]

  let form = DumpFormOptions()

  @Option(
    "--fit",
    .word(),
    help: "how images were put into the network input; wins over the config"
  )
  var fit: ImageFit.Mode?

  @Option(
    "--iou-threshold",
    .share,
    default: 0.45,
    help: "of heads: the largest overlap of two boxes of a class that both stay"
  )
  var iouThreshold: Double

  /// Whose figures are told.
  enum Metric: String, CaseIterable {
    case coco, voc2007, voc2012
  }

  @Option("--metric", .word(), default: .coco, help: "the way average precision is computed")
  var metric: Metric

  @Option(
    "--score-threshold",
    .share,
    default: 0.25,
    help: "the least score of what precision, recall, confusions and the worst images count"
  )
  var scoreThreshold: Double

  @Option(
    "--shard",
    .shard,
    help: "judge this part of the images alone, such as 2/8, by a hash of their names; for merge"
  )
  var shard: Shard?

  let part = PartOptions()
  let list = ListOptions()
  let work = ThreadOptions()

  /// How the figures are written.
  enum Format: String, CaseIterable {
    case text, json
    /// What merge puts together.
    case shard
  }

  @Option(
    "--format",
    .word(),
    default: .text,
    help: "a table for reading, JSON for programs, or a shard for merge"
  )
  var format: Format

  var rules: [OptionRule] {
    [
      .required(labels.$labels), .exactlyOne([$detections, $heads]), .requires($heads, $config),
      .requires(form.$layout, $heads), .requires(form.$elementType, $heads),
      .requires($fit, $heads), .requires($iouThreshold, $heads),
      .requires(part.$keepsGoing, $heads), .requires(choices.$dialect, $config),
      .requires(choices.$overrides, $config),
    ] + labels.rules
  }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    try part.check(isPart: format == .shard, output)
    let asked = try asked()
    if try part.keep(output, messages, isWhole: { try isWholePart($0, asked) }) { return .done }
    let (evaluation, parts) = try oneByOne(output, messages) ?? whole(output, messages)
    evaluation.notes.forEach { messages.warn($0) }
    messages.warn(about: parts.failures)
    try Self.write(evaluation, as: format, parts, asked, top: list.top, to: output)
    return parts.failures.isEmpty ? .done : .no
  }

  /// Writes an evaluation in the form that was asked for.
  static func write(
    _ evaluation: DetectionEvaluation,
    as format: Format,
    _ parts: ShardParts,
    _ asked: EvaluationWork,
    top: Int,
    to output: any TextOutput
  ) throws {
    if format == .shard {
      let shard = EvaluationShardText(evaluation: evaluation, parts: parts, work: asked)
      return try output.write(shard.text())
    }
    let result = EvaluationResult(
      evaluation: evaluation,
      metric: Metric(rawValue: asked.metric) ?? .coco,
      score: asked.score,
      top: top
    )
    try format == .json ? result.result.write(to: output) : output.write(result.text)
  }

  private func whole(
    _ output: any TextOutput,
    _ messages: Messages
  ) throws -> (DetectionEvaluation, ShardParts) {
    var evaluation = try evaluation(output, messages)
    evaluation.threads = work.threads ?? evaluation.threads
    if let shard { evaluation = evaluation.shard(shard.index, of: shard.count) }
    return (evaluation, ShardParts(count: shard?.count ?? 1, indices: [shard?.index ?? 1]))
  }

  private func evaluation(
    _ output: any TextOutput,
    _ messages: Messages
  ) throws -> DetectionEvaluation {
    // The rules ask for labels.
    let path = labels.labels ?? ""
    try output.option?.checkReplacing([path], of: labels.$labels)
    if let detections {
      try output.option?.checkReplacing([detections], of: $detections)
      return try DetectionEvaluation(
        labels: path,
        reading: labels.reading,
        detections: detections,
        configuration: try config.map {
          try output.option?.checkReplacing([$0], of: $config)
          return try DetectorConfiguration(
            path: $0,
            dialect: choices.dialect,
            overrides: choices.overrides
          )
        }
      )
    }
    var example = try DetectionCase(
      configuration: config ?? "",
      dialect: choices.dialect,
      overrides: choices.overrides,
      heads: .files(try HeadOptions.paths(of: heads), elementType: form.elementType),
      truth: labels.truth,
      fit: fit,
      layout: form.layout
    )
    try output.option?.checkReplacing(example.files.configuration, of: $config)
    try output.option?.checkReplacing(example.files.heads, of: $heads)
    messages.warn(each: example.configurationNotes)
    messages.warn(each: example.headNotes)
    let progress = messages.progress("images", total: example.images.count)
    defer { progress.finish() }
    example.imageIsDone = { progress.advance() }
    return try DetectionEvaluation(
      example,
      labels: path,
      reading: labels.reading,
      suppression: NonMaximumSuppression(iouThreshold: iouThreshold)
    )
  }
}

// MARK: - Parts

extension EvaluateCommand {
  /// What all parts share.
  private func asked() throws(Diagnostic) -> EvaluationWork {
    EvaluationWork(
      metric: metric.rawValue,
      score: scoreThreshold,
      configuration: heads.isEmpty ? "" : try stream().configuration.fingerprint,
      iouThreshold: heads.isEmpty ? 0 : iouThreshold
    )
  }

  /// Whether the part in a file is the result of this work.
  private func isWholePart(_ path: String, _ asked: EvaluationWork) throws -> Bool {
    guard let found = try? EvaluationShard(path: path), found.work == asked else { return false }
    let isByName = part.keepsGoing || heads.contains("-")
    let count = shard?.count ?? (isByName ? 0 : 1)
    return found.parts.failures.isEmpty && found.parts.count == count
      && found.parts.indices == (count == 0 ? [] : [shard?.index ?? 1])
  }

  /// The dumps, one by one.
  private func stream() throws(Diagnostic) -> DumpStream {
    DumpStream(
      configuration: try DetectorConfiguration(
        path: config ?? "",
        dialect: choices.dialect,
        overrides: choices.overrides
      ),
      fit: fit,
      labels: labels.labels ?? "",
      reading: labels.reading,
      order: form.layout,
      elementType: form.elementType,
      isForLoss: false,
      threads: work.threads
    )
  }

  /// What dumps come to that are taken one by one, so that only those of a part are read; `nil` where
  /// they are a batch.
  private func oneByOne(
    _ output: any TextOutput,
    _ messages: Messages
  ) throws -> (DetectionEvaluation, ShardParts)? {
    guard !heads.isEmpty else { return nil }
    let stream = try stream()
    if !part.keepsGoing {
      guard shard != nil || format == .shard else { return nil }
      if !heads.contains("-") {
        let paths = try DumpFolder.files(among: heads).paths
        guard shard != nil, paths.count > 1, stream.takes(paths) else { return nil }
      }
    }
    let suppression = NonMaximumSuppression(iouThreshold: iouThreshold)
    var dumps = PartOfDumps(stream, shard, isPatient: part.keepsGoing)
    var found: [(image: Int, detections: [Detection])] = []
    let path = labels.labels ?? ""
    try dumps.run(
      heads,
      labels: path,
      messages,
      check: { stream, heads in
        try output.option?.checkReplacing([config ?? ""], of: $config)
        try output.option?.checkReplacing([path], of: labels.$labels)
        try output.option?.checkReplacing(stream.batch?.photographs ?? [], of: labels.$labels)
        try output.option?.checkReplacing(heads, of: $heads)
      },
      values: { (stream, paths) throws(Diagnostic) in
        try stream.detections(of: paths, suppression: suppression)
      },
      take: { image, detections in found.append((image, detections)) }
    )
    var evaluation = try DetectionEvaluation(
      dumps.stream,
      labels: path,
      reading: labels.reading,
      found: found
    )
    evaluation.threads = work.threads ?? evaluation.threads
    let parts = ShardParts(
      count: shard?.count ?? 0,
      indices: shard.map { [$0.index] } ?? [],
      failures: dumps.failures
    )
    return (evaluation, parts)
  }
}
