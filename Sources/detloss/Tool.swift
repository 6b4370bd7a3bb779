import ToolSupport

/// The process: its standard streams and its exit code.
@main
struct Main {
  static func main() {
    runProcess { arguments, output, messages in
      Tool.run(arguments: arguments, standardOutput: output, standardError: messages)
    }
  }
}

/// The tool without its process, so that tests can run it.
package enum Tool {
  /// The version that `--version` prints.
  package static let version = "0.1.0"

  /// Does what the command line asks for.
  ///
  /// Results are held back until the command has succeeded, so that standard output stays empty
  /// when it fails. A reader that closes the pipe has seen enough: the command's own exit code
  /// stands and nothing is said. Any other failure to write ends with ``ExitCode/cannotWrite``.
  ///
  /// - Parameters:
  ///   - arguments: The command line without the tool's name.
  ///   - standardOutput: Where results go.
  ///   - standardError: Where messages go.
  /// - Returns: The exit code.
  package static func run(
    arguments: [String],
    standardOutput: any TextOutput,
    standardError: any TextOutput
  ) -> ExitCode {
    let messages = Messages(to: standardError)
    if arguments.isEmpty {
      messages.write(HelpText.concise)
      return .usage
    }
    do {
      let results = MemoryOutput()
      let code = try perform(arguments, results: results, messages: messages)
      try deliver(results, to: standardOutput)
      return code
    } catch {
      let failure = Failure(error)
      messages.report(failure)
      return failure.code
    }
  }

  private static func perform(
    _ arguments: [String],
    results: MemoryOutput,
    messages: Messages
  ) throws -> ExitCode {
    switch try Invocation(arguments) {
    case .help(nil): try results.write(HelpText.tool)
    case .help(let command?): try results.write(HelpText.command(CommandTable[command]))
    case .version: try results.write("detloss \(version)\n")
    case .loss(let options):
      return try LossCommand.run(options, output: results, messages: messages)
    case .decode(let options):
      return try DecodeCommand.run(options, output: results, messages: messages)
    case .assign(let options):
      return try AssignCommand.run(options, output: results, messages: messages)
    case .compare(let options):
      return try CompareCommand.run(options, output: results, messages: messages)
    case .inspect(let options):
      return try InspectCommand.run(options, output: results, messages: messages)
    }
    return .done
  }

  /// Writes `results`, as far as the reader cares to see them.
  private static func deliver(
    _ results: MemoryOutput,
    to output: any TextOutput
  ) throws(OutputError) {
    do {
      try output.write(bytes: results.bytes)
      try output.finish()
    } catch .closedPipe {
      return
    }
  }
}
