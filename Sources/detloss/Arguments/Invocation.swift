/// What a command line asks for.
package enum Invocation: Hashable, Sendable {
  /// Help for a command, or for the tool.
  case help(CommandName?)

  /// The version.
  case version

  /// `detloss loss`.
  case loss(LossOptions)

  /// `detloss decode`.
  case decode(DecodeOptions)

  /// `detloss assign`.
  case assign(AssignOptions)

  /// `detloss compare`.
  case compare(CompareOptions)

  /// `detloss inspect`.
  case inspect(InspectOptions)

  /// Reads the words behind the tool's name, of which there is at least one.
  ///
  /// A `--help` or `-h` anywhere before `--` wins over every fault: who asks for help is still
  /// finding out how to write the rest.
  package init(_ words: [String]) throws(UsageError) {
    let first = words.first ?? "--help"
    let rest = Array(words.dropFirst())
    switch first {
    case "--help", "-h", "help":
      self = .help(try Self.commandToExplain(rest))
    case "--version":
      if let extra = rest.first { throw .unexpectedArgument(extra, nil) }
      self = .version
    case _ where first.hasPrefix("-"):
      throw .optionBeforeCommand(first)
    default:
      guard let command = CommandName(rawValue: first) else { throw .unknownCommand(first) }
      let options = rest.prefix { $0 != "--" }
      if options.contains("--help") || options.contains("-h") {
        self = .help(command)
      } else {
        self = try Self.parsed(rest, command)
      }
    }
  }

  /// The command in `help COMMAND`, or `nil` in `help` alone.
  private static func commandToExplain(_ words: [String]) throws(UsageError) -> CommandName? {
    guard let word = words.first else { return nil }
    if word == "--help" || word == "-h" || word == "help" { return nil }
    guard let command = CommandName(rawValue: word) else { throw .unknownCommand(word) }
    if words.count > 1 { throw .unexpectedArgument(words[1], nil) }
    return command
  }

  private static func parsed(
    _ words: [String],
    _ command: CommandName
  ) throws(UsageError) -> Invocation {
    let arguments = try ParsedArguments(words, of: CommandTable[command])
    switch command {
    case .loss: return .loss(LossOptions(arguments))
    case .decode: return .decode(DecodeOptions(arguments))
    case .assign: return .assign(AssignOptions(arguments))
    case .compare: return .compare(CompareOptions(arguments))
    case .inspect: return .inspect(InspectOptions(arguments))
    }
  }
}
