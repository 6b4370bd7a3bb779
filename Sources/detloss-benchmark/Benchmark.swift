import Foundation

/// The program: reads its options, measures, prints.
@main
struct Benchmark {
  /// The command line is at fault.
  private static let usageExit: Int32 = 64

  /// An output file could not be created or written.
  private static let cannotWriteExit: Int32 = 73

  static func main() {
    let options: Options
    do {
      options = try Options(Array(CommandLine.arguments.dropFirst()))
    } catch {
      fail("\(error)", code: usageExit)
    }
    if options.asksForHelp { return print(HelpText.text, terminator: "") }
    if options.listsOnly { return print(HelpText.list(options), terminator: "") }
    do {
      var session = Session(options)
      try session.run()
    } catch {
      fail("\(error)", code: cannotWriteExit)
    }
  }

  private static func fail(_ message: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data("detloss-benchmark: \(message)\n".utf8))
    exit(code)
  }
}
