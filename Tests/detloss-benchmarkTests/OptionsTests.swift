import AnchorDecoding
import Testing
import ToolSupport
import detloss_benchmark

@Suite("Options")
struct OptionsTests {
  static func command(_ words: [String]) throws -> BenchmarkCommand {
    let command = BenchmarkCommand()
    try command.parse(words)
    return command
  }

  @Test("nothing said: one image, the reference, every operation, one thread")
  func defaults() throws {
    let command = try Self.command([])
    #expect(command.operations == Operation.allCases)
    #expect(command.workloads.map(\.setting) == [Setting()])
    #expect(command.workloads.map(\.dialect) == ["reference"])
    #expect(command.workloads.map(\.threads) == [.one])
    #expect(command.repeats == 20)
    #expect(command.format == .text)
  }

  @Test("lists combine, and a value may follow an equals sign")
  func lists() throws {
    let command = try Self.command([
      "--batch", "1,8", "--order=nhwc,nchw", "--objects", "few,many,3", "--threads", "1,all",
      "--operation", "loss,decode-all", "--dialect", "reference,ultralytics-v8", "--format=json",
    ])
    #expect(command.batches == [1, 8])
    #expect(command.orders == [.nhwc, .nchw])
    #expect(command.objects == [.few, .many, .exactly(3)])
    #expect(command.operations == [.loss, .decodeAll])
    #expect(Set(command.workloads.map(\.setting)).count == 12)
    #expect(command.workloads.count == 48)
    #expect(command.format == .json)
  }

  @Test("everything is 3 dialects, 2 orders, 3 batches, 2 counts, 2 kinds, 2 thread counts")
  func everything() throws {
    #expect(try Self.command(["--everything"]).workloads.count == 144)
    #expect(try Self.command(["--batch", "8", "--everything"]).workloads.count == 48)
  }

  @Test(
    "a mistake is named, with what would be right",
    arguments: [
      ["--bach", "3"]: "unknown option '--bach' for detloss-benchmark. Did you mean '--batch'?",
      ["--heads", "train"]:
        "invalid value 'train' for --heads; allowed: trained, untrained. Did you mean 'trained'?",
      ["--order", "nhwc,nahwc"]:
        "invalid value 'nahwc' for --order; allowed: nhwc, nchw. Did you mean 'nhwc'?",
      ["--batch", "1,,8"]:
        "the value of --batch is empty; allowed: a whole number from 1 to 1024",
      ["--objects", "10001"]:
        "invalid value '10001' for --objects; allowed: few, many, or a whole number to 10000",
      ["--write", "out", "--batch", "1,8"]:
        "--write writes one workload; give --dialect, --order, --batch, --objects, --heads, "
        + "--classes and --threads one value each",
    ]
  )
  func namesMistake(words: [String], message: String) {
    let run = ProgramTests.Run(words)
    #expect(run.code == .usage && run.output == "")
    #expect(
      run.messages == "detloss-benchmark: \(message)\nTry 'detloss-benchmark --help'.\n"
    )
  }
}
