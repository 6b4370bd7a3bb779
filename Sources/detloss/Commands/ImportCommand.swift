import DetectionAnalysis
import ToolSupport

/// `detloss import`: makes a configuration of another program's file.
struct ImportCommand: Command {
  static let name = "import"
  static let summary = "a config out of a darknet cfg or an ultralytics model YAML"
  static let discussion = """
    The configuration goes to standard output. Which dialect was chosen and why, and what was not \
    carried over, goes to standard error, each with its line.
    """
  static let examples = [
    ["yolov3.cfg"],
    ["yolov3.cfg", "--data", "coco.data"],
  ]

  @Option(
    "--data",
    .input("FILE"),
    help: "darknet's .data or ultralytics' data.yaml, which say what the classes are called"
  )
  var data: String?

  @Option("--names", .input("FILE"), help: "the names of the classes, one a line")
  var names: String?

  @Option(operand: .input("FILE"))
  var file: String

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let result = try ConfigurationImport(path: file, data: data, names: names)
    result.notes.forEach { messages.warn($0) }
    result.configuration.warnings.forEach { messages.warn($0) }
    try output.write(result.text)
    return .done
  }
}
