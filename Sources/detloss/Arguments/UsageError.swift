import DetectionText

/// A reason why a command line is not understood.
///
/// Every case knows the command it was meant for, if that was clear, so that ``description`` can
/// end with how to get help.
package enum UsageError: Error, Hashable, Sendable {
  /// There is no such command.
  case unknownCommand(String)

  /// An option stands before the command.
  case optionBeforeCommand(String)

  /// The command has no such option.
  case unknownOption(String, CommandName)

  /// An option that needs a value has none.
  case missingValue(OptionSpecification, CommandName)

  /// An option's value is empty.
  case emptyValue(OptionSpecification, CommandName)

  /// An option that takes one value has a second.
  case repeated(OptionSpecification, CommandName)

  /// A word belongs to no option, and the command takes none by itself.
  case unexpectedArgument(String, CommandName?)

  /// The command needs files and has none.
  case missingOperand(CommandName)

  /// An option's value is not one of those allowed.
  case invalidValue(String, OptionSpecification, CommandName)

  /// The command cannot do without an option.
  case missingOption(OptionSpecification, CommandName)

  /// None of several options is given, of which the command needs one.
  case missingAlternative([String], CommandName)

  /// Two options are given that replace each other.
  case conflict(String, String, CommandName)

  /// The file that an option writes is one that another option reads.
  case replacesInput(String, String, input: String, String, CommandName)

  /// Something is known but does not work in this version; `instead` may name what does.
  case notAvailable(String, instead: [String], CommandName)
}

extension UsageError: CustomStringConvertible {
  /// The fault, what is allowed, and how to get help.
  package var description: String { "\(fault)\n\(remedy)" }

  private var fault: String {
    switch self {
    case .unknownCommand(let found):
      "unknown command '\(shown(found))'" + suggestion(for: found, among: Self.commandWords)
    case .optionBeforeCommand(let found):
      "option '\(shown(found))' stands before the command; the command comes first"
    case .unknownOption(let found, let command):
      "unknown option '\(shown(found))' for \(command.rawValue)"
        + suggestion(for: found, among: CommandTable[command].optionWords)
    case .missingValue(let option, _):
      "option \(option.name) needs a value: \(option.form)"
    case .emptyValue(let option, _):
      "the value of \(option.name) is empty; allowed: \(option.value.allowed)"
    case .repeated(let option, _):
      "option \(option.name) takes one value and is given more; give it once"
    case .unexpectedArgument(let found, let command?):
      "unexpected argument '\(shown(found))' for \(command.rawValue); files are named by options"
    case .unexpectedArgument(let found, nil):
      "unexpected argument '\(shown(found))'"
    case .missingOperand: "no files given"
    case .invalidValue(let found, let option, _):
      "invalid value '\(shown(found))' for \(option.name); allowed: \(option.value.allowed)"
        + suggestion(for: found, among: option.value.choices)
    case .missingOption(let option, _): "option \(option.form) is missing"
    case .missingAlternative(let names, _):
      "option \(names.joined(separator: " or ")) is missing"
    case .conflict(let first, let second, _):
      "\(first) and \(second) replace each other; give only one"
    case .replacesInput(let output, let path, let input, let other, _):
      """
      \(output) \(printable(path)) would replace its own input, \(input) \
      \(printable(other)); name another file for \(output)
      """
    case .notAvailable(let what, let instead, _):
      "\(what) is not available in this version yet"
        + (instead.isEmpty ? "" : "; available: \(instead.joined(separator: ", "))")
    }
  }

  private var remedy: String {
    switch command {
    case let command?: "Try 'detloss \(command.rawValue) --help'."
    case nil: "Try 'detloss --help'."
    }
  }

  /// The command that the line was meant for.
  private var command: CommandName? {
    switch self {
    case .unknownCommand, .optionBeforeCommand: nil
    case .unexpectedArgument(_, let command): command
    case .unknownOption(_, let command), .missingValue(_, let command),
      .emptyValue(_, let command), .repeated(_, let command), .missingOperand(let command),
      .invalidValue(_, _, let command), .missingOption(_, let command),
      .missingAlternative(_, let command), .conflict(_, _, let command),
      .replacesInput(_, _, _, _, let command), .notAvailable(_, _, let command):
      command
    }
  }

  private static let commandWords = CommandName.allCases.map(\.rawValue) + ["help"]

  private func suggestion(for found: String, among words: [String]) -> String {
    nearest(of: found, among: words).map { ". Did you mean '\($0)'?" } ?? ""
  }

  /// A word of the command line, at most 60 characters of it.
  private func shown(_ word: String) -> String {
    printable(word.count <= 60 ? word : word.prefix(59) + "…")
  }
}

extension OptionValue {
  /// What an error says is allowed.
  fileprivate var allowed: String {
    switch self {
    case .path: "a path"
    case .name(_, let names): names.joined(separator: ", ")
    case .choice(let names, let notYet):
      names.filter { !notYet.contains($0) }.joined(separator: ", ")
    case .fraction: "a number from 0 to 1, such as 0.45"
    case .amount: "a number from 0 up, such as 0.01"
    case .inputSize: "a number of pixels such as 416, or WIDTHxHEIGHT such as 384x256"
    }
  }

  /// The words an error may suggest.
  fileprivate var choices: [String] {
    switch self {
    case .choice(let names, _), .name(_, let names): names
    default: []
    }
  }
}

extension CommandSpecification {
  /// The words an unknown option may have been meant for.
  fileprivate var optionWords: [String] { options.map(\.name) + ["--help"] }
}
