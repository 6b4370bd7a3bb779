/// A thing that `help NAME` explains beside the commands.
package struct HelpTopic: Sendable {
  /// Its name.
  package let name: String

  /// What it is, in one line without an end.
  package let summary: String

  /// Whether the name of a command may follow.
  package let takesCommand: Bool

  /// The explanation, in lines with their line ends; of a command, where that was named.
  package let text: @Sendable (Program, (any Command.Type)?) -> String

  /// Creates a topic.
  package init(
    _ name: String,
    _ summary: String,
    text: @escaping @Sendable (Program) -> String
  ) {
    self.init(name, summary, ofCommand: false) { program, _ in text(program) }
  }

  private init(
    _ name: String,
    _ summary: String,
    ofCommand takesCommand: Bool,
    text: @escaping @Sendable (Program, (any Command.Type)?) -> String
  ) {
    self.name = name
    self.summary = summary
    self.takesCommand = takesCommand
    self.text = text
  }
}

extension HelpTopic {
  /// The manual page, as `man` reads it.
  package static let man = HelpTopic("man", "the manual page, for man -l") {
    ManualPage(program: $0).text
  }

  /// What the JSON of a command looks like, as a JSON Schema.
  package static let json = HelpTopic(
    "json",
    "what the JSON of a command looks like: help json COMMAND",
    ofCommand: true
  ) { program, command in
    guard let command, let schema = command.jsonSchema else {
      let names = program.commands.filter { $0.jsonSchema != nil }.map { $0.name }
      let start = command.map { "\($0.name) writes no JSON; " } ?? ""
      return wrappedWords(
        "\(start)\(program.name) help json COMMAND prints the JSON Schema of what a command writes "
          + "with --format json. The commands: \(names.joined(separator: ", ")).",
        indent: 0
      )
    }
    let title = "\(program.name) \(command.name) --format json"
    // A schema holds no number that JSON lacks.
    return ((try? schema.document(title: title).text(.pretty)) ?? "") + "\n"
  }
}
