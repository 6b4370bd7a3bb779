import DetectionText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A program of one or several commands, without its process, so that tests can run it.
package struct Program: Sendable {
  /// Its name on the command line.
  package let name: String

  /// The version that `--version` prints.
  package let version: String

  /// What it is, in lines with their line ends.
  package let about: String

  /// Its commands, in the order help lists them.
  package let commands: [any Command.Type]

  /// What `help` explains beside the commands.
  package let topics: [HelpTopic]

  /// What the help of a command ends with: the exit codes, in lines with their line ends.
  package let exitStatus: String

  /// Whether the first word of a command line names the command.
  fileprivate let namesCommand: Bool

  /// Creates a program whose first word names the command.
  package init(
    name: String,
    version: String,
    about: String,
    commands: [any Command.Type],
    topics: [HelpTopic] = [],
    exitStatus: String
  ) {
    self.name = name
    self.version = version
    self.about = about
    self.commands = commands
    self.topics = topics
    self.exitStatus = exitStatus
    namesCommand = true
  }

  /// Creates a program that is one command and goes by its name.
  package init(_ command: any Command.Type, version: String, exitStatus: String) {
    name = command.name
    self.version = version
    about = ""
    commands = [command]
    topics = []
    self.exitStatus = exitStatus
    namesCommand = false
  }

  /// The words of a command line up to the options of `command`.
  func words(for command: any Command.Type) -> [String] {
    namesCommand ? [name, command.name] : [name]
  }

  func owner(of command: any Command.Type) -> String {
    words(for: command).joined(separator: " ")
  }
}

// MARK: - Running

extension Program {
  /// Runs in this process: on its arguments and standard streams, to its end.
  package func main() -> Never {
    Self.prepareStreams()
    GuardedProcess.begin(program: name, codeOfCutFile: ExitCode.noInput.rawValue)
    if let (place, words) = Self.argumentThatIsNoText() {
      let fault =
        "\(name): argument \(place): found \(quoted(words)), whose bytes are not UTF-8; allowed UTF-8, "
        + "or it would name another file; rename the file\n"
      let messages = CheckedOutput(descriptor: STDERR_FILENO)
      try? messages.write(fault)
      try? messages.finish()
      exit(ExitCode.usage.rawValue)
    }
    let code = run(
      arguments: Array(CommandLine.arguments.dropFirst()),
      standardOutput: CheckedOutput(descriptor: STDOUT_FILENO),
      standardError: CheckedOutput(descriptor: STDERR_FILENO)
    )
    exit(code.rawValue)
  }

  /// The first argument that is not UTF-8, from one, and how it reads when it is mended.
  private static func argumentThatIsNoText() -> (place: Int, words: String)? {
    for place in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = unsafe CommandLine.unsafeArgv[place],
        unsafe String(validatingCString: argument) == nil
      else { continue }
      return (place, unsafe String(cString: argument))
    }
    return nil
  }

  /// Makes writing to a closed pipe or a closed stream an ordinary error.
  private static func prepareStreams() {
    // A closed pipe would kill the process; ignored, it comes back from `write` as an error.
    signal(SIGPIPE, SIG_IGN)

    // A caller may start the program with a standard stream closed (`>&-`). The next file opened
    // would take its number, and results would be written into it. Holes are filled with a
    // read-only null device, so that writing there fails and is reported.
    var descriptor: Int32
    repeat {
      descriptor = unsafe open("/dev/null", O_RDONLY)
    } while (0...2).contains(descriptor)
    if descriptor >= 0 { close(descriptor) }
  }

  /// Does what the command line asks for.
  ///
  /// A `--help` or `-h` anywhere before `--` wins over every fault: who asks for help is still
  /// finding out how to write the rest. A reader that closes the pipe has seen enough: the command's
  /// own exit code stands and nothing is said.
  ///
  /// - Parameters:
  ///   - arguments: The command line without the program's name.
  ///   - standardOutput: Where results go.
  ///   - standardError: Where messages go.
  /// - Returns: The exit code.
  package func run(
    arguments: [String],
    standardOutput: any TextOutput,
    standardError: any TextOutput
  ) -> ExitCode {
    var messages = Messages(to: standardError, program: name)
    if namesCommand, arguments.isEmpty {
      messages.write(HelpText(self).concise)
      return .usage
    }
    var current: (any Command.Type)?
    do {
      let request = try Request(arguments, of: self)
      if case .run(let command, _) = request { current = command }
      return try perform(request, standardOutput, &messages)
    } catch OutputError.closedPipe {
      return .done
    } catch {
      // Lines that were written one by one stand, whatever came behind them.
      do throws(OutputError) { try standardOutput.flush() } catch {}
      let failure = failure(error, of: current)
      messages.report(failure)
      return failure.code
    }
  }

  private func perform(
    _ request: Request,
    _ standardOutput: any TextOutput,
    _ messages: inout Messages
  ) throws -> ExitCode {
    var code = ExitCode.done
    var target = standardOutput
    var results = MemoryOutput()
    switch request {
    case .help(.tool): try results.write(HelpText(self).tool)
    case .help(.command(let command)): try results.write(HelpText(self).command(command))
    case .help(.topic(let topic, let command)): try results.write(topic.text(self, command))
    case .version: try results.write("\(name) \(version)\n")
    case .run(let type, let words):
      let command = type.init()
      let common = CommonOptions()
      try command.parse(words, common: common.all)
      messages = messages.colored(common.color)
      let messages = common.isQuiet ? messages.withoutWarnings : messages
      if let path = common.output {
        target =
          command.writesFolder
          ? try FolderOutput(path: path, option: common.$output)
          : try FileOutput(path: path, option: common.$output)
      } else if command.writesFolder {
        throw UsageError("a folder of files is written; name it with --output")
      }
      results = MemoryOutput(isTerminal: target.isTerminal, option: target.option)
      let isColored = common.color.isOn(for: target)
      code = try TextTable.$shortensNames.withValue(target.isTerminal) {
        try TextTable.$headingStyle.withValue(isColored ? .bold : .plain) {
          try TextTable.$widthLimit.withValue(
            TextTable.widthLimit(ofTerminal: target.terminalWidth)
          ) {
            let isHeld = command.holdsResults && !command.writesFolder
            return try command.run(output: isHeld ? results : target, messages: messages)
          }
        }
      }
    }
    do throws(OutputError) {
      try target.write(bytes: results.bytes)
      try target.finish()
      if target !== standardOutput { try standardOutput.finish() }
    } catch .closedPipe {}
    return code
  }

  /// What to say about an error that a command has thrown, or that kept it from running.
  private func failure(_ error: any Error, of command: (any Command.Type)?) -> Failure {
    switch error {
    case let error as UsageError:
      let owner = command.map(owner) ?? name
      return Failure(message: "\(error)\nTry '\(owner) --help'.", code: .usage)
    case let error as Diagnostic: return Failure(error)
    case let error as OutputError: return Failure(error)
    default:
      return Failure(
        message: """
          internal error: \(String(reflecting: type(of: error))): \(error)
          This is a bug in \(name) \(version); please report it with the command line.
          """,
        code: .bug
      )
    }
  }
}

// MARK: - What a command line asks for

/// What the first words of a command line ask for.
private enum Request {
  case help(HelpSubject)
  case version
  case run(any Command.Type, words: [String])

  init(_ words: [String], of program: Program) throws(UsageError) {
    guard program.namesCommand, let first = words.first else {
      self = Self.command(program.commands[0], words)
      if words == ["--version"] { self = .version }
      return
    }
    let rest = Array(words.dropFirst())
    switch first {
    case "--help", "-h", "help":
      self = .help(try Self.subjectToExplain(rest, of: program))
    case "--version":
      if let extra = rest.first { throw .unexpectedArgument(extra, of: nil) }
      self = .version
    case _ where first.hasPrefix("-"):
      throw UsageError(
        "option '\(UsageError.shown(first))' stands before the command; the command comes first"
      )
    default:
      guard let command = program.command(first) else { throw program.unknownCommand(first) }
      self = Self.command(command, rest)
    }
  }

  private static func command(_ command: any Command.Type, _ words: [String]) -> Request {
    let options = words.prefix { $0 != "--" }
    let asksForHelp = options.contains("--help") || options.contains("-h")
    return asksForHelp ? .help(.command(command)) : .run(command, words: words)
  }

  /// The subject of `help SUBJECT`, or the tool itself in `help` alone.
  private static func subjectToExplain(
    _ words: [String],
    of program: Program
  ) throws(UsageError) -> HelpSubject {
    guard let word = words.first, !["--help", "-h", "help"].contains(word) else { return .tool }
    let subject =
      program.command(word).map { HelpSubject.command($0) }
      ?? program.topics.first { $0.name == word }.map { .topic($0, of: nil) }
    guard let subject else {
      throw program.unknownCommand(word, besides: program.topics.map(\.name))
    }
    guard words.count > 1 else { return subject }
    if words.count == 2, case .topic(let topic, _) = subject, topic.takesCommand {
      guard let command = program.command(words[1]) else { throw program.unknownCommand(words[1]) }
      return .topic(topic, of: command)
    }
    throw .unexpectedArgument(words.last ?? "", of: nil)
  }
}

/// What somebody wants to have explained.
private enum HelpSubject {
  case tool
  case command(any Command.Type)
  case topic(HelpTopic, of: (any Command.Type)?)
}

extension Program {
  fileprivate func command(_ name: String) -> (any Command.Type)? {
    commands.first { $0.name == name }
  }

  /// What to say where there is no command called `name`.
  fileprivate func unknownCommand(_ name: String, besides others: [String] = []) -> UsageError {
    let names = commands.map { $0.name } + ["help"] + others
    return UsageError(
      "unknown command '\(UsageError.shown(name))'"
        + UsageError.suggestion(for: name, among: names)
    )
  }
}
