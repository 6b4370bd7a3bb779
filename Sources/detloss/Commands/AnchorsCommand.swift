import DetectionAnalysis
import ToolSupport

/// `detloss anchors`: finds anchors for a data set, and tells how well others fit it.
struct AnchorsCommand: Command {
  static let name = "anchors"
  static let summary = "anchors for the objects of a data set, beside the config's"
  static let discussion = """
    Clusters of the objects' sizes by 1 - IoU, from several seedings; the same seed gives the same \
    bits. Sizes are pixels of the network input, after the fit: the config's, else letterbox. Without \
    a config any class counts, and there are YOLOv3's three scales.
    """
  static let examples = [
    SampleWords.labels + ["--input-size", "416", "--count", "6"],
    SampleWords.config + SampleWords.labels + ["--input-size", "416"],
    SampleWords.config + SampleWords.labels + ["--input-size", "416", "--format", "config"],
  ]
  static let jsonSchema: JSONSchema? = AnchorsResult.schema

  let labels = LabelOptions()

  @Option(
    "--input-size",
    .inputSize,
    help: "the network input in pixels: 416, or 384x256 for width and height"
  )
  var inputSize: PixelSize

  @Option(
    "--count",
    .integer(1...1000),
    help: "how many anchors to find; as many as the config has, or 9, if not given"
  )
  var count: Int?

  @Option("--seed", .integer(0...Int(Int32.max)), default: 0, help: "what the seedings depend on")
  var seed: Int

  @Option(
    "--config",
    .input("FILE"),
    help: "a detector, whose anchors are measured beside those found"
  )
  var config: String?

  let choices = ChoiceOptions()

  @Option(
    "--fit",
    .word(),
    help: "how images are put into the network input; wins over the config"
  )
  var fit: ImageFit.Mode?

  let work = ThreadOptions()

  /// How the anchors are written.
  enum Format: String, CaseIterable {
    /// Tables.
    case text
    /// One JSON value.
    case json
    /// A configuration with the anchors found.
    case config
  }

  @Option(
    "--format",
    .word(),
    default: .text,
    help: "a table for reading, JSON for programs, or a config with the anchors found"
  )
  var format: Format

  var rules: [OptionRule] { [.required(labels.$labels)] + labels.rules }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    var example = try opened()
    example.threads = work.threads ?? example.threads
    try output.option?.checkReplacing(example.files.configuration, of: $config)
    try output.option?.checkReplacing(example.files.truth, of: labels.$labels)
    messages.warn(about: example)
    var clustering = AnchorClustering(
      count: count ?? example.detector.anchors.count,
      seed: UInt64(seed)
    )
    clustering.threads = example.threads
    let progress = messages.progress("seedings", total: clustering.steps)
    defer { progress.finish() }
    clustering.stepIsDone = { progress.advance() }
    let study = try AnchorStudy(example, clustering, isConfigured: config != nil)
    let result = AnchorsResult(example: example, study: study)
    switch format {
    case .text: try output.write(result.text)
    case .json: try result.result.write(to: output)
    case .config:
      if let fault = study.unevenness { throw fault }
      result.configurationNotes.forEach { messages.warn($0) }
      try result.configuration.write(to: output)
    }
    return .done
  }

  private func opened() throws -> DetectionCase {
    guard let config else {
      return try DetectionCase(
        configuration: .ofAnyClasses(
          dialect: choices.dialect,
          overrides: choices.overrides
        ),
        heads: .none(input: inputSize),
        truth: labels.ownClasses,
        fit: fit
      )
    }
    return try DetectionCase(
      configuration: config,
      dialect: choices.dialect,
      overrides: choices.overrides,
      heads: .none(input: inputSize),
      truth: labels.truth,
      fit: fit
    )
  }
}
