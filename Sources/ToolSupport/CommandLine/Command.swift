/// One command of a program: its options, each declared once as a property, and what it does.
///
/// ```swift
/// struct GreetCommand: Command {
///   static let name = "greet"
///   static let summary = "says hello"
///
///   @Option("--times", .integer(1...9), default: 1, help: "how often")
///   var times: Int
///
///   @Option("--to", .text("NAME"), help: "whom")
///   var recipient: String
///
///   func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
///     for _ in 0..<times { try output.write("Hello, \(recipient)!\n") }
///     return .done
///   }
/// }
/// ```
///
/// Parsing, messages about wrong command lines, help and suggestions all follow from the properties,
/// in the order they are declared in. An ``OptionGroup`` among them counts as its own properties.
package protocol Command: SendableMetatype {
  /// Its name on the command line.
  static var name: String { get }

  /// What it does, in one line without an end.
  static var summary: String { get }

  /// More about it, in a few sentences; may be empty.
  static var discussion: String { get }

  /// Command lines that work on `sample-data`, behind the command's name.
  static var examples: [[String]] { get }

  /// What its JSON looks like; `nil` where it writes none.
  static var jsonSchema: JSONSchema? { get }

  /// Whether results are held back until the command has succeeded, so that standard output stays
  /// empty when it fails.
  var holdsResults: Bool { get }

  /// Whether its results are files of a folder, which `--output` names.
  var writesFolder: Bool { get }

  /// What its options demand of each other.
  var rules: [OptionRule] { get }

  /// Creates the command with nothing given.
  init()

  /// Does the work.
  ///
  /// - Parameters:
  ///   - output: Where results go.
  ///   - messages: Where warnings go.
  /// - Returns: The exit code of a command that succeeded.
  /// - Throws: ``UsageError``, `Diagnostic`, ``OutputError``, or what the program explains.
  func run(output: any TextOutput, messages: Messages) throws -> ExitCode
}

extension Command {
  package static var discussion: String { "" }
  package static var examples: [[String]] { [] }
  package static var jsonSchema: JSONSchema? { nil }
  package var holdsResults: Bool { true }
  package var writesFolder: Bool { false }
  package var rules: [OptionRule] { [] }

  /// Its options and operands, in the order they are declared in.
  package var options: [any AnyOption] { declaredOptions(of: self) }

  /// The options that must be given, by themselves or by a rule, in the same order.
  var requiredOptions: [any AnyOption] {
    let ruled: [any AnyOption] = rules.compactMap {
      if case .required(let option) = $0 { option } else { nil }
    }
    return options.filter { option in option.isRequired || ruled.contains { $0 === option } }
  }
}

/// Options that several commands share: a property of this type stands for its own properties.
package protocol OptionGroup {}

/// What options demand of each other.
package enum OptionRule {
  /// Exactly one of them must be given.
  case exactlyOne([any AnyOption])

  /// At least one of them must be given.
  case atLeastOne([any AnyOption])

  /// At most one of them may be given.
  case atMostOne([any AnyOption])

  /// The option may only be given together with the second.
  case requires(any AnyOption, any AnyOption)

  /// The option must be given, although its group leaves it open.
  case required(any AnyOption)
}

/// The options among the properties of `value`, found by reflection.
private func declaredOptions(of value: Any) -> [any AnyOption] {
  Mirror(reflecting: value).children.flatMap { child -> [any AnyOption] in
    switch child.value {
    case let option as any AnyOption: [option]
    case let group as any OptionGroup: declaredOptions(of: group)
    default: []
    }
  }
}
