import DetectionAnalysis
import TensorFiles
import ToolSupport

/// `detloss inspect`: describes the arrays in files.
struct InspectCommand: Command {
  static let name = "inspect"
  static let summary = "names, shapes, types and values of the arrays in files"
  static let discussion =
    "With --config, arrays are also matched to scales, as loss would match them."
  static let examples = [
    ["sample-data/heads.npz"],
    ["sample-data/heads.npz"] + SampleWords.config,
  ]
  static let jsonSchema: JSONSchema? = InspectionResult.schema

  @Option("--config", .input("FILE"), help: DetectorOptions.configHelp)
  var config: String?

  let choices = ChoiceOptions()

  @Option("--element-type", .word(of: TensorFile.opaqueTypes), help: HeadOptions.elementTypeHelp)
  var elementType: ElementType?

  let report = ReportOptions()

  @Option(operands: .input("FILE"))
  var files: [String]

  var rules: [OptionRule] {
    [.requires(choices.$dialect, $config), .requires(choices.$overrides, $config)]
  }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    let configuration = try config.map {
      try DetectorConfiguration(
        path: $0,
        dialect: choices.dialect,
        overrides: choices.overrides
      )
    }
    messages.warn(each: configuration?.warnings ?? [])
    var read: [FileInspection] = []
    var first: Failure?
    for path in files {
      do {
        let file = try FileInspection(
          path: path,
          configuration: configuration,
          elementType: elementType
        )
        file.notes.forEach { messages.warn($0) }
        read.append(file)
      } catch {
        guard files.count > 1 else { throw error }
        let failure = Failure(error)
        messages.report(failure)
        first = first ?? failure
      }
    }
    let heads = configuration.map { InspectedHeads.all(in: read, $0) } ?? []
    try report.write(
      InspectionResult(files: read, heads: heads, fit: configuration?.fit),
      to: output
    )
    return first?.code ?? .done
  }
}
