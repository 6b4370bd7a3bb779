import DetectionAnalysis
import DetectionText
import ToolSupport

/// `detloss merge`: puts the parts of a loss or an evaluation together.
struct MergeCommand: Command {
  static let name = "merge"
  static let summary = "the loss or the figures of all shards of one, to the bit"
  static let discussion = """
    Shards are what loss and evaluate write by --format shard, by one command line but for --shard \
    K/N or the dumps. All must be there, each once; a shard of some of them is one again, in any order \
    and tree. A merged loss has no lists of images and classes: loss --format jsonl writes those.
    """
  static let examples = [["sample-data/shard-1.json", "sample-data/shard-2.json"]]
  static let jsonSchema: JSONSchema? = .anyOf(
    [EvaluateCommand.jsonSchema, MergedLossResult.schema].compactMap(\.self)
  )

  @Option("--expect", .input("FILE"), help: "the names of images that must be there, one a line")
  var expected: String?

  @Option("--partial", help: "some shards or images may be missing")
  var isPartial: Bool

  let list = ListOptions()
  let work = ThreadOptions()

  @Option(
    "--format",
    .word(),
    default: .text,
    help: "a table for reading, JSON for programs, or a shard of all"
  )
  var format: EvaluateCommand.Format

  @Option(operands: .input("PART"))
  var parts: [String]

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let rules = MergeRules(
      expected: try expected.map { (names: try names(of: $0), file: $0) },
      isPartial: isPartial,
      isPart: format == .shard
    )
    if try ShardKind.of(path: parts[0]) == "loss" { return try mergeLoss(rules, output, messages) }
    var shards: [EvaluationShard] = []
    for part in parts { shards.append(try EvaluationShard(path: part)) }
    let merged = try EvaluationShard.merged(shards, rules: rules)
    var evaluation = merged.evaluation
    evaluation.threads = work.threads ?? evaluation.threads
    try EvaluateCommand.write(
      evaluation,
      as: format,
      merged.parts,
      shards[0].work,
      top: list.top,
      to: output
    )
    if format == .shard { return .done }
    let failures = merged.parts.failures
    messages.warn(about: failures)
    return failures.isEmpty ? .done : .no
  }

  private func mergeLoss(
    _ rules: MergeRules,
    _ output: any TextOutput,
    _ messages: Messages
  ) throws -> ExitCode {
    var shards: [LossShard] = []
    for part in parts { shards.append(try LossShard(path: part)) }
    let whole = try LossShard.merged(shards, rules: rules)
    if format == .shard {
      try output.write(whole.text())
      return .done
    }
    let result = try MergedLossResult(whole)
    messages.warn(each: result.summary.report.notes)
    try format == .json ? result.result.write(to: output) : output.write(result.text)
    return whole.failures.isEmpty ? .done : .no
  }

  /// The names in a file, one a line.
  private func names(of path: String) throws(Diagnostic) -> [String] {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try InputFile.contents(of: path, limit: 1 << 31)
    } catch {
      throw Diagnostic(file: path, error, allowed: "a readable list of names")
    }
    let names = nonEmptyLines(of: bytes)
    guard !names.isEmpty else {
      throw Diagnostic(
        .content,
        code: "shard.no-names",
        at: Place(file: path),
        found: "no name",
        allowed: "the names of the images that must be there, one a line",
        remedy: "check what writes the list; leave --expect away to expect none"
      )
    }
    return names
  }
}
