import DetectionAnalysis
import DetectionText
import ToolSupport

/// `detloss merge`: puts the shards of an evaluation together.
struct MergeCommand: Command {
  static let name = "merge"
  static let summary = "the figures of all shards of an evaluation, to the bit"
  static let discussion = """
    Shards are what evaluate --shard K/N --format shard writes, by one command line but for K. All must \
    be there, each once.
    """
  static let examples = [["sample-data/shard-1.json", "sample-data/shard-2.json"]]
  static let jsonSchema = EvaluateCommand.jsonSchema

  @Option("--partial", help: "some shards may be missing")
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
    var shards: [EvaluationShard] = []
    for part in parts { shards.append(try EvaluationShard(path: part)) }
    var evaluation = try EvaluationShard.merged(shards, isPartial: isPartial)
    evaluation.threads = work.threads ?? evaluation.threads
    try EvaluateCommand.write(
      evaluation,
      as: format,
      Shard(index: 1, count: 1),
      EvaluateCommand.Metric(rawValue: shards[0].metric) ?? .coco,
      score: shards[0].score,
      top: list.top,
      to: output
    )
    return .done
  }
}

/// A part of the images.
struct Shard: Equatable {
  /// Which, from 1, of how many.
  let index, count: Int
}

extension ValueKind<Shard> {
  /// A part such as `2/8`.
  static var shard: ValueKind {
    ValueKind("K/N", AllowedValues("a part such as 2/8, of at most 1000000")) { word in
      let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        .map { Int(String($0)) }
      guard parts.count == 2, let index = parts[0], let count = parts[1],
        1...1_000_000 ~= count, 1...count ~= index
      else { return nil }
      return Shard(index: index, count: count)
    }
  }
}
