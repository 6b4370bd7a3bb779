import ToolSupport

/// The process: its standard streams and its exit code.
@main
struct Main {
  static func main() { Tool.program.main() }
}

/// The tool without its process, so that tests can run it.
package enum Tool {
  /// The shelf of commands, in the order help lists them.
  private static let commands: [any Command.Type] = [
    LossCommand.self,
    DecodeCommand.self,
    AssignCommand.self,
    CompareCommand.self,
    IdentifyCommand.self,
    ReportCommand.self,
    InspectCommand.self,
    CheckCommand.self,
    ImportCommand.self,
    EvaluateCommand.self,
    MergeCommand.self,
    AnchorsCommand.self,
    DialectsCommand.self,
    CompletionsCommand.self,
  ]

  /// The program.
  package static let program = Program(
    name: "detloss",
    version: "0.1.0",
    about: """
      detloss computes and explains YOLOv3-style detection losses from dumped heads.

      """,
    commands: commands,
    topics: [.config, .json, .man],
    exitStatus: """
      Exit status: 0 done, 64 wrong command line, 65 wrong file content, 66 unreadable
      file, 78 wrong configuration; all in detloss --help.

      """
  )
}
