import DetectionAnalysis
import TensorFiles
import ToolSupport

/// `detloss inspect`: describes the arrays in files.
struct InspectCommand: Command {
  static let name = "inspect"
  static let summary = "names, shapes, types and values of the arrays in files"
  static let discussion = """
    A folder stands for the dumps in it, - for file names on standard input. With --config, arrays \
    are also matched to scales, as loss would match them, and what loss would say of them is told.
    """
  static let examples = [
    ["sample-data/heads.npz"],
    ["sample-data/heads.npz"] + SampleWords.config,
  ]
  static let jsonSchema: JSONSchema? = InspectionResult.schema

  @Option("--config", .input("FILE"), help: DetectorOptions.configHelp)
  var config: String?

  let choices = ChoiceOptions()

  let form = DumpFormOptions()

  @Option(
    "--all-values",
    help: """
      look at the values of compressed arrays however many they are, not only up to 256 MiB or \
      twenty times the file
      """
  )
  var readsAll: Bool

  let report = ReportOptions()

  @Option(operands: .input("PATH"))
  var files: [String]

  /// All files are read before the first result, which a file of many arrays makes large.
  var holdsResults: Bool { false }

  var rules: [OptionRule] {
    let others: [any AnyOption] = [choices.$dialect, choices.$overrides, form.$layout]
    return others.map { .requires($0, $config) }
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
    let files = try DumpFolder.files(among: HeadOptions.paths(of: files))
    files.notes.forEach { messages.warn($0) }
    for path in files.paths {
      do {
        let file = try FileInspection(
          path: path,
          configuration: configuration,
          elementType: form.elementType,
          readsAll: readsAll
        )
        file.notes.forEach { messages.warn($0) }
        read.append(file)
      } catch {
        guard files.paths.count > 1 else { throw error }
        let failure = Failure(error)
        messages.report(failure)
        first = first ?? failure
      }
    }
    let heads = configuration.flatMap { configuration in
      read.isEmpty
        ? nil
        : InspectedHeads(
          read.map(\.path),
          elementType: form.elementType,
          configuration,
          order: form.layout
        )
    }
    try report.write(
      InspectionResult(files: read, heads: heads, fit: configuration?.fit),
      to: output
    )
    return first?.code ?? .done
  }
}
