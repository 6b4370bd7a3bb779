import Foundation
import Testing
import ToolSupport
import detloss

/// What one run of the tool gave.
struct ToolRun: Equatable {
  var code: ExitCode
  var output: String
  var messages: String

  /// Runs the tool inside the test, for a pipe or for a terminal.
  static func inProcess(
    _ arguments: [String],
    isTerminal: Bool = false,
    terminalWidth: Int? = nil
  ) -> ToolRun {
    let output = MemoryOutput(isTerminal: isTerminal, terminalWidth: terminalWidth)
    let messages = MemoryOutput()
    let code = Tool.program.run(
      arguments: arguments,
      standardOutput: output,
      standardError: messages
    )
    return ToolRun(code: code, output: output.text, messages: messages.text)
  }

  /// Runs the built tool with `output` as its standard output.
  ///
  /// - Returns: Its exit status and what it wrote to standard error.
  static func subprocess(
    _ arguments: [String],
    output: FileHandle
  ) throws -> (status: Int32, reason: Process.TerminationReason, messages: String) {
    let process = Process()
    let tool: URL = try #require(toolURL)
    process.executableURL = tool
    process.arguments = arguments
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    let messages = Pipe()
    process.standardError = messages
    try process.run()
    let said = try messages.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: said, as: UTF8.self)
    return (process.terminationStatus, process.terminationReason, text)
  }

  /// The built tool, which stands beside the tests.
  private static var toolURL: URL? {
    let starts = [CommandLine.arguments.first ?? "", Bundle.main.bundlePath]
    for start in starts {
      var folder = URL(fileURLWithPath: start)
      for _ in 0..<4 {
        folder.deleteLastPathComponent()
        let tool = folder.appendingPathComponent("detloss")
        if FileManager.default.isExecutableFile(atPath: tool.path) { return tool }
      }
    }
    return nil
  }
}
