import Foundation

/// The process: its standard streams and its exit code.
@main
struct Benchmark {
  static func main() {
    let code = Program.run(
      Array(CommandLine.arguments.dropFirst()),
      output: { print($0, terminator: "") },
      complain: { FileHandle.standardError.write(Data($0.utf8)) }
    )
    exit(code)
  }
}

/// The program without its process, so that tests can run it.
package enum Program {
  /// Done.
  package static let done: Int32 = 0

  /// The command line is at fault.
  package static let usage: Int32 = 64

  /// The benchmark itself is at fault: its inputs give no reason for errors.
  package static let bug: Int32 = 70

  /// A file could not be created or written.
  package static let cannotWrite: Int32 = 73

  /// Does what the command line asks for.
  ///
  /// - Parameters:
  ///   - arguments: The command line without the program's name.
  ///   - output: Takes results, piece by piece.
  ///   - complain: Takes messages.
  /// - Returns: The exit code.
  package static func run(
    _ arguments: [String],
    output: (String) -> Void,
    complain: (String) -> Void
  ) -> Int32 {
    do {
      let options = try Options(arguments)
      if options.asksForHelp {
        output(HelpText.text)
      } else if options.listsOnly {
        output(HelpText.list(options))
      } else {
        var session = Session(options)
        try session.run(output)
      }
      return done
    } catch {
      complain("detloss-benchmark: \(error)\n")
      return switch error {
      case is UsageError: usage
      case is WritingError: cannotWrite
      default: bug
      }
    }
  }
}
