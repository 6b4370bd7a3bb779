import Testing
import ToolSupport
import detloss

@Suite("Wrong command lines")
struct UsageErrorTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let line: String
    let message: String
    var testDescription: String { line }

    init(_ line: String, _ message: String) {
      self.line = line
      self.message = message
    }
  }

  static let ofTheTool: [Example] = [
    Example("lose", "unknown command 'lose'. Did you mean 'loss'?"),
    Example("Decode", "unknown command 'Decode'. Did you mean 'decode'?"),
    Example("hlep", "unknown command 'hlep'. Did you mean 'help'?"),
    Example("train", "unknown command 'train'"),
    Example("help inspekt", "unknown command 'inspekt'. Did you mean 'inspect'?"),
    Example("help loss now", "unexpected argument 'now'"),
    Example("--version now", "unexpected argument 'now'"),
    Example(
      "--config a.json loss",
      "option '--config' stands before the command; the command comes first"
    ),
  ]

  static let ofLoss: [Example] = [
    Example("--confg a", "unknown option '--confg' for loss. Did you mean '--config'?"),
    Example("-labels a", "unknown option '-labels' for loss. Did you mean '--labels'?"),
    Example("--grad=a", "unknown option '--grad' for loss. Did you mean '--gradients'?"),
    Example("--epochs 3", "unknown option '--epochs' for loss"),
    Example("--config", "option --config needs a value: --config FILE"),
    Example("--heads --labels a", "option --heads needs a value: --heads PATH..."),
    Example("--config=", "the value of --config is empty; allowed: a path"),
    Example(
      "--config a --config b",
      "option --config takes one value and is given more; give it once"
    ),
    Example(
      "--config a b --heads h --labels l",
      "unexpected argument 'b' for loss; files are named by options"
    ),
    Example("--heads h --labels l", "option --config FILE is missing"),
    Example("--config a --labels l", "option --heads PATH... is missing"),
    Example("--config a --heads h", "option --labels or --targets is missing"),
    Example(
      "--config a --heads h --labels l --targets t",
      "--labels and --targets replace each other; give only one"
    ),
    Example(
      "--fit leterbox",
      """
      invalid value 'leterbox' for --fit; allowed: letterbox, stretch, none. \
      Did you mean 'letterbox'?
      """
    ),
    Example(
      "--layout xyz",
      """
      invalid value 'xyz' for --layout; allowed: nhwc, nhwac, nchw, nahwc, nhwac,falling, \
      nahwc,falling
      """
    ),
    Example(
      "--format yaml",
      "invalid value 'yaml' for --format; allowed: text, json, jsonl, csv, shard"
    ),
    Example("", "option --config FILE is missing"),
  ]

  static let ofDecode: [Example] = [
    Example(
      "--nms nearest",
      "invalid value 'nearest' for --nms; allowed: greedy, soft, soft-gaussian, diou, none"
    ),
    Example(
      "--format xml",
      "invalid value 'xml' for --format; allowed: text, json, jsonl, csv, coco, yolo, darknet"
    ),
    Example(
      "--score-threshold 1.5",
      "invalid value '1.5' for --score-threshold; allowed: a number from 0 to 1, such as 0.45"
    ),
    Example(
      "--score-threshold -1",
      "invalid value '-1' for --score-threshold; allowed: a number from 0 to 1, such as 0.45"
    ),
    Example(
      "--iou-threshold nan",
      "invalid value 'nan' for --iou-threshold; allowed: a number from 0 to 1, such as 0.45"
    ),
  ]

  private func expect(_ example: Example, command: String?) {
    let words = example.line.split(separator: " ").map(String.init)
    let run = ToolRun.inProcess((command.map { [$0] } ?? []) + words)
    let help = command.map { "detloss \($0) --help" } ?? "detloss --help"
    let expected = "detloss: \(example.message)\nTry '\(help)'.\n"
    #expect(run == ToolRun(code: .usage, output: "", messages: expected))
  }

  @Test("of the tool", arguments: ofTheTool)
  func tool(_ example: Example) { expect(example, command: nil) }

  @Test("of loss", arguments: ofLoss)
  func loss(_ example: Example) { expect(example, command: "loss") }

  @Test("of decode", arguments: ofDecode)
  func decode(_ example: Example) { expect(example, command: "decode") }

  @Test(
    "sizes that are none",
    arguments: ["0", "-3", "416x", "x416", "4x4x4", "65536", "4.5", "٣"]
  )
  func sizes(text: String) {
    expect(
      Example(
        "--input-size=\(text)",
        """
        invalid value '\(text)' for --input-size; \
        allowed: a number of pixels such as 416, or WIDTHxHEIGHT such as 384x256
        """
      ),
      command: "assign"
    )
  }

  @Test("files are missing, a tolerance is none, one report replaces another")
  func others() {
    expect(Example("--format text", "no files given"), command: "inspect")
    expect(
      Example(
        "--tolerance -1",
        "invalid value '-1' for --tolerance; allowed: a number from 0 up, such as 0.01"
      ),
      command: "assign"
    )
    expect(
      Example(
        "--config a --labels b --input-size 32 --compare c --explain all",
        "--compare and --explain replace each other; give only one"
      ),
      command: "assign"
    )
  }

  @Test("a word cannot steer the terminal nor flood it")
  func hostile() {
    let run = ToolRun.inProcess(["loss", "--\u{1b}]0;x\u{7}" + String(repeating: "y", count: 999)])
    #expect(
      run.messages == """
        detloss: unknown option '--\\u{1b}]0;x\\u{7}\(String(repeating: "y", count: 51))…' for loss
        Try 'detloss loss --help'.

        """
    )
  }
}
