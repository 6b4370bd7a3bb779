import AnchorDecoding
import DetectorConfiguration
import ToolSupport

@main
struct Main {
  static func main() { BenchmarkCommand.program.main() }
}

package enum OutputFormat: String, CaseIterable, Sendable {
  case text
  case json
}

/// Which values the loss looks at for NaN and infinity.
package enum CheckedValues: String, CaseIterable, Sendable {
  /// Those that take part in the loss.
  case part

  /// All of them, which reads the heads once from beginning to end.
  case every
}

/// `detloss-benchmark`: every combination of what its lists name, measured.
package struct BenchmarkCommand: Command {
  package static let name = "detloss-benchmark"

  package static let summary = "how fast the toolkit is on this machine"

  package static let discussion = """
    The heads are drawn from a seed: 416 x 416 pixels, YOLOv3's three scales and anchors, 10,647 \
    anchors an image. Lists have commas, and every combination is measured. Measure what is built \
    for release, on a machine that does nothing else: swift run -c release detloss-benchmark.
    """

  package static let examples = [
    ["--batch", "1,8", "--order", "nhwc,nchw"],
    ["--everything", "--format", "json", "--output", "before.json"],
    ["--everything", "--compare", "before.json"],
  ]

  package var holdsResults: Bool { false }

  package static let program = Program(
    BenchmarkCommand.self,
    version: "0.1.0",
    exitStatus: """
      Exit status: 0 done, 64 wrong command line, 65 wrong file content, 66 unreadable
      file, 70 a bug, 73 a file that cannot be created, 74 output that cannot be
      written.

      """
  )

  /// The orders of a head that are measured.
  package static let orders: [HeadOrder] = [.nhwc, .nchw]

  @Option(
    "--operation",
    .list(of: .word(), placeholder: "LIST"),
    default: Operation.allCases,
    help: "what is timed; --list tells what each is"
  )
  package var operations: [Operation]

  @Option(
    "--dialect",
    .list(of: .name("NAME", among: DetectorConfiguration.dialectNames)),
    default: ["reference"],
    help: "dialects of a configuration file"
  )
  package var dialects: [String]

  @Option(
    "--order",
    .list(of: .word(of: orders)),
    default: [.nhwc],
    help: "the order of the heads' axes"
  )
  package var orders: [HeadOrder]

  @Option("--batch", .list(of: .integer(1...1024)), default: [1], help: "images")
  package var batches: [Int]

  @Option(
    "--objects",
    .list(of: .objects),
    default: [.few],
    help: "objects an image: few is 10.6 on the mean, many is 150"
  )
  package var objects: [ObjectCount]

  @Option("--heads", .list(of: .word()), default: [.trained], help: "what the heads look like")
  package var heads: [HeadKind]

  @Option("--classes", .list(of: .integer(1...10_000)), default: [80], help: "classes")
  package var classes: [Int]

  @Option("--threads", .list(of: .word()), default: [.one], help: "threads that work")
  package var threads: [ThreadCount]

  @Option(
    "--everything",
    help: """
      three dialects, both orders, batches 1, 8 and 64, few and many objects, trained and \
      untrained heads, 1 and all threads; other options win
      """
  )
  package var everything: Bool

  @Option("--check", .word(), default: .part, help: "values the loss looks at for NaN")
  package var check: CheckedValues

  @Option(
    "--repeats",
    .integer(1...1_000_000),
    default: 20,
    help: """
      timed runs at least; more where they are short, fewer, but at least 5, where they take over \
      ten seconds
      """
  )
  package var repeats: Int

  @Option("--seed", .integer(0...Int.max), default: 1, help: "the seed of heads and objects")
  package var seed: Int

  @Option("--format", .word(), default: .text, help: "tables for reading, or JSON for programs")
  package var format: OutputFormat

  @Option(
    "--write",
    .text("FOLDER"),
    help: """
      also write the one workload that is measured: heads.npz, objects.npz, gradients.npz, \
      decoded.npz, config.json, labels.txt
      """
  )
  package var folder: String?

  @Option(
    "--compare",
    .input("FILE"),
    help: """
      what an earlier run wrote with --format json; tells the shortest runs of both, of each limit \
      and of each row that both have, and now as a multiple of then
      """
  )
  package var earlierRun: String?

  @Option("--list", help: "print the workloads and measure nothing")
  package var listsOnly: Bool

  package init() {}

  package func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let workloads = workloads
    if folder != nil && workloads.count != 1 {
      throw UsageError(
        """
        --write writes one workload; give --dialect, --order, --batch, --objects, --heads, \
        --classes and --threads one value each
        """
      )
    }
    guard !listsOnly else {
      for operation in operations {
        try output.write(padded(operation.rawValue, to: 22) + operation.summary + "\n")
      }
      try output.write("\n")
      for workload in workloads { try output.write(workload.commandLine + "\n") }
      return .done
    }
    var session = try Session(self, output: output, messages: messages)
    for workload in workloads { try session.measure(workload) }
    try session.finish()
    return .done
  }
}

// MARK: - Combinations

/// One combination of inputs, dialect and threads.
package struct Combination: Hashable, Sendable {
  package let setting: Setting
  package let dialect: String
  package let threads: ThreadCount

  /// The options that name it and no other.
  package var commandLine: String {
    """
    --dialect \(dialect) --order \(setting.order.rawValue) --batch \(setting.batch) \
    --objects \(setting.objects) --heads \(setting.heads.rawValue) \
    --classes \(setting.classes) --threads \(threads.rawValue)
    """
  }
}

extension BenchmarkCommand {
  /// Everything that is measured, in its order.
  package var workloads: [Combination] {
    /// The values of an option, or those there are figures for.
    func values<Value>(_ option: Option<[Value]>, _ all: [Value]) -> [Value] {
      everything && !option.isGiven ? all : option.wrappedValue
    }
    var workloads: [Combination] = []
    for classes in classes {
      for heads in values($heads, HeadKind.allCases) {
        for objects in values($objects, [.few, .many]) {
          for batch in values($batches, [1, 8, 64]) {
            for order in values($orders, Self.orders) {
              let setting = Setting(
                order: order,
                batch: batch,
                objects: objects,
                heads: heads,
                classes: classes
              )
              for dialect in values($dialects, MeasuredDetector.mainDialects) {
                for threads in values($threads, ThreadCount.allCases) {
                  workloads.append(
                    Combination(setting: setting, dialect: dialect, threads: threads)
                  )
                }
              }
            }
          }
        }
      }
    }
    return workloads
  }
}

extension ValueKind<ObjectCount> {
  /// A word, or a number of objects.
  fileprivate static var objects: ValueKind {
    ValueKind(
      "few|many|N",
      AllowedValues("few, many, or a whole number to 10000", words: ["few", "many"])
    ) { word in
      switch word {
      case "few": .few
      case "many": .many
      default: Int(word).flatMap { (0...10_000).contains($0) ? .exactly($0) : nil }
      }
    }
  }
}
