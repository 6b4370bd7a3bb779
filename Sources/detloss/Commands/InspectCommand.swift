import DetectionAnalysis
import ToolSupport

/// `detloss inspect`: describes the arrays in files.
struct InspectCommand: Command {
  static let name = "inspect"
  static let summary = "names, shapes, types and value ranges of the arrays in files"
  static let discussion = "With --config, each array is also matched to a scale and a layout."
  static let examples = [
    ["sample-data/heads.npz"],
    ["sample-data/heads.npz"] + SampleWords.config,
  ]

  @Option("--config", .input("FILE"), help: DetectorOptions.configHelp)
  var config: String?

  let report = ReportOptions()

  @Option(operands: .input("FILE"))
  var files: [String]

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let configuration = try config.map { try DetectorConfiguration(path: $0) }
    messages.warn(each: configuration?.warnings ?? [])
    let files = try files.map { path in
      let file = try FileInspection(path: path, configuration: configuration)
      file.notes.forEach { messages.warn($0) }
      return file
    }
    try report.write(InspectionResult(files: files, fit: configuration?.fit), to: output)
    return .done
  }
}
