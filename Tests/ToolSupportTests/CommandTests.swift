import DetectionTestSupport
import Foundation
import Testing
import ToolSupport

/// A command with an option of every sort.
private struct Sample: Command {
  enum Color: String, CaseIterable { case red, green, blue }

  struct Shared: OptionGroup {
    @Option("--config", .input("FILE"), help: "what is read")
    var config: String

    @Option("--labels", .input("PATH"), help: "what else is read")
    var labels: String?
  }

  static let name = "sample"
  static let summary = "shows what options can do"
  static let discussion = "A discussion."
  static let examples = [["--config", "c", "x"]]

  let shared = Shared()

  @Option("--heads", .input("FILE"), default: [], help: "several values")
  var heads: [String]

  @Option("--color", .word(), default: .red, help: "one of some words")
  var color: Color

  @Option("--share", .number(0...1, example: 0.45), help: "a number")
  var share: Double?

  @Option("--sizes", .list(of: .integer(1...9)), default: [1, 2], help: "a list")
  var sizes: [Int]

  @Option("--out", .output("OUT", kind: "a .npz file", endings: [".npz"]), help: "what is written")
  var out: String?

  @Option("--quiet", help: "a flag")
  var quiet: Bool

  @Option(operands: .input("FILE"))
  var files: [String]

  var rules: [OptionRule] {
    [.exactlyOne([shared.$labels, $heads]), .requires($share, $out)]
  }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let words = [shared.config, shared.labels ?? "-", heads.joined(separator: ","), color.rawValue]
    let rest = ["\(share ?? 9)", "\(sizes)", out ?? "-", "\(quiet)", files.joined(separator: ",")]
    try output.write((words + rest).joined(separator: "|"))
    return .done
  }
}

@Suite("Commands and their options")
struct CommandTests {
  private static let program = Program(
    name: "tool",
    version: "1.2",
    about: "tool is a sample.\n",
    commands: [Sample.self],
    exitStatus: "Exit status: 0.\n"
  )

  private static func run(_ words: [String]) -> (code: ExitCode, output: String, messages: String) {
    let (output, messages) = (MemoryOutput(), MemoryOutput())
    let code = program.run(arguments: words, standardOutput: output, standardError: messages)
    return (code, output.text, messages.text)
  }

  private static func run(_ line: String) -> (code: ExitCode, output: String, messages: String) {
    run(["sample"] + line.split(separator: " ").map(String.init))
  }

  @Test("options have their values and defaults, in any order and form", arguments: UInt64(0)..<8)
  func values(seed: UInt64) {
    #expect(Self.run("--config c --labels l f").output == "c|l||red|9.0|[1, 2]|-|false|f")
    var generator = SeededGenerator(seed: seed)
    let options = [
      ["--config=c"], ["--heads", "a", "b"], ["--color", "green"], ["--share=1e-1"],
      ["--sizes", "3"], ["--out", "o.npz"], ["--quiet"],
    ]
    let words = ["sample"] + options.shuffled(using: &generator).joined() + ["--", "--f", "g"]
    #expect(Self.run(words).output == "c|-|a,b|green|0.1|[3]|o.npz|true|--f,g")
  }

  @Test(
    "a wrong line is refused with what would be right",
    arguments: [
      "--config c --labels l": "no files given",
      "--labels l f": "option --config FILE is missing",
      "--config c f": "option --labels or --heads is missing",
      "--config c --labels l --heads h": "no files given",
      "--config c --labels l --heads=h f": "--labels and --heads replace each other; give only one",
      "--config c --labels l --share .5 -- f": "option --out OUT is missing; --share needs it",
      "--config c --config d": "option --config takes one value and is given more; give it once",
      "--config --labels": "option --config needs a value: --config FILE",
      "--config=": "the value of --config is empty; allowed: a path",
      "--quiet=yes": "option --quiet takes no value; give it alone",
      "--quite": "unknown option '--quite' for sample. Did you mean '--quiet'?",
      "--color gren":
        "invalid value 'gren' for --color; allowed: red, green, blue. Did you mean 'green'?",
      "--share nan": "invalid value 'nan' for --share; allowed: a number from 0 to 1, such as 0.45",
      "--share 0x1p-1":
        "invalid value '0x1p-1' for --share; allowed: a number from 0 to 1, such as 0.45",
      "--sizes 1,10": "invalid value '10' for --sizes; allowed: a whole number from 1 to 9",
      "--out a.NPY": "invalid value 'a.NPY' for --out; allowed: the path of a .npz file",
      "--out -": "invalid value '-' for --out; allowed: the path of a .npz file",
    ]
  )
  func wrong(line: String, message: String) {
    let run = Self.run(line)
    #expect(run.code == .usage && run.output == "")
    #expect(run.messages == "tool: \(message)\nTry 'tool sample --help'.\n")
  }

  @Test("help shows every option once, with what it takes and its default")
  func help() {
    #expect(
      Self.run("--nonsense --help").output == """
        tool sample: shows what options can do

        Examples:
          tool sample --config c x

        Usage: tool sample --config FILE (--labels PATH | --heads FILE...) [OPTIONS]
               FILE...

        A discussion.

        Options:
          --config FILE
              what is read
          --labels PATH
              what else is read
          --heads FILE...
              several values
          --color red|green|blue
              one of some words (default: red)
          --share NUMBER
              a number
          --sizes N,...
              a list (default: 1,2)
          --out OUT
              what is written
          --quiet
              a flag
          --output FILE
              write the results to this file, whole or not at all
          --quiet
              no warnings and no notes; errors are told all the same
          --color auto|always|never
              headings and warnings in colours; by itself on a terminal, but for
              NO_COLOR (default: auto)
          -h, --help
              show this help

        Exit status: 0.

        """
    )
  }

  @Test("an output may not replace an input, by whatever name")
  func replacing() throws {
    let folder = NSTemporaryDirectory() + "tool-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "labels".write(toFile: folder + "/labels.npz", atomically: true, encoding: .utf8)
    let run = Self.run([
      "sample", "--config", "c", "--labels", folder + "/labels.npz", "--out",
      folder + "/./labels.npz", "f",
    ])
    #expect(run.code == .usage)
    #expect(run.messages.contains("/./labels.npz would replace its own input, --labels "))
  }
}
