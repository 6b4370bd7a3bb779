import DetectorConfiguration
import ToolSupport

/// `detloss dialects`: which frameworks' losses there are, and what one of them chooses.
struct DialectsCommand: Command {
  static let name = "dialects"
  static let summary = "the dialects, or what one chooses beside the reference"
  static let discussion = """
    Without a name, every dialect and its framework. With one, each key of a config as that dialect \
    and the reference have it; a star marks where they differ. What a key means: detloss help config.
    """
  static let examples = [[], ["ultralytics"], ["darknet-pjreddie", "--format", "json"]]
  static let jsonSchema: JSONSchema? = .anyOf([
    DialectList.schema,
    DialectDescription.schema.said("of one dialect"),
  ])

  @Option(operand: .dialect)
  var dialect: String?

  let report = ReportOptions()

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    guard let dialect = dialect.flatMap({ Dialect.named($0) }) else {
      try report.write(DialectList(), to: output)
      return .done
    }
    try report.write(DialectDescription(dialect: dialect), to: output)
    return .done
  }
}
