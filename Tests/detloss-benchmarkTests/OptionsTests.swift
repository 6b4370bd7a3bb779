import AnchorDecoding
import Testing
import detloss_benchmark

@Suite("Options")
struct OptionsTests {
  @Test("nothing said: one image, the reference, every operation, one thread")
  func defaults() throws {
    let options = try Options([])
    #expect(options.operations == Operation.allCases)
    #expect(options.settings == [Setting()])
    #expect(options.workloadCount == 1)
    #expect(options.repeats == 20)
    #expect(options.format == .text)
  }

  @Test("lists combine, and a value may follow an equals sign")
  func lists() throws {
    let options = try Options([
      "--batch", "1,8", "--order=nhwc,nchw", "--objects", "few,many,3", "--threads", "1,all",
      "--operation", "loss,decode-all", "--dialect", "reference,ultralytics-v8", "--format=json",
    ])
    #expect(options.batches == [1, 8])
    #expect(options.orders == [.nhwc, .nchw])
    #expect(options.objects == [.few, .many, .exactly(3)])
    #expect(options.operations == [.loss, .decodeAll])
    #expect(options.settings.count == 12)
    #expect(options.workloadCount == 48)
    #expect(options.format == .json)
  }

  @Test("everything is 3 dialects, 2 orders, 3 batches, 2 counts, 2 kinds, 2 thread counts")
  func everything() throws {
    #expect(try Options(["--everything"]).workloadCount == 144)
    #expect(try Options(["--batch", "8", "--everything"]).workloadCount == 48)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let message: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let mistakes: [Mistake] = [
    Mistake(
      arguments: ["--bach", "3"],
      message: "unknown option --bach; did you mean --batch?"
    ),
    Mistake(arguments: ["--xyzzy"], message: "unknown option --xyzzy"),
    Mistake(
      arguments: ["fast"],
      message: "unexpected argument \"fast\"; options are written --name value, lists with commas"
    ),
    Mistake(
      arguments: ["--batch"],
      message: "--batch needs a value; --help lists what it takes"
    ),
    Mistake(
      arguments: ["--seed="],
      message: "--seed needs a value; --help lists what it takes"
    ),
    Mistake(arguments: ["--list=1"], message: "--list takes no value"),
    Mistake(
      arguments: ["--heads", "train"],
      message: "--heads cannot be \"train\"; did you mean trained?; "
        + "it is one of trained, untrained"
    ),
    Mistake(
      arguments: ["--order", "nahwc"],
      message: "--order cannot be \"nahwc\"; did you mean nhwc?; it is one of nhwc, nchw"
    ),
    Mistake(
      arguments: ["--batch", "1,,8"],
      message: "--batch cannot be \"\"; it is a whole number from 1 to 1024"
    ),
    Mistake(
      arguments: ["--repeats", "0"],
      message: "--repeats cannot be \"0\"; it is a whole number from 1 to 1000000"
    ),
    Mistake(
      arguments: ["--write", "out", "--batch", "1,8"],
      message: "--write writes one workload; give --dialect, --order, --batch, --objects, "
        + "--heads, --classes and --threads one value each"
    ),
  ]

  @Test("a mistake is named, with what would be right", arguments: mistakes)
  func namesMistake(_ mistake: Mistake) {
    let error = #expect(throws: UsageError.self) { try Options(mistake.arguments) }
    #expect(error?.description == mistake.message)
  }

  @Test("an unknown dialect lists those there are")
  func unknownDialect() {
    let error = #expect(throws: UsageError.self) { try Options(["--dialect", "referense"]) }
    #expect(error?.description.contains("did you mean reference?; it is one of reference,") == true)
  }
}
