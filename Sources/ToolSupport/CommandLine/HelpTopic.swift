/// A thing that `help NAME` explains beside the commands.
package struct HelpTopic: Sendable {
  /// Its name.
  package let name: String

  /// What it is, in one line without an end.
  package let summary: String

  /// The explanation, in lines with their line ends.
  package let text: @Sendable (Program) -> String

  /// Creates a topic.
  package init(
    _ name: String,
    _ summary: String,
    text: @escaping @Sendable (Program) -> String
  ) {
    self.name = name
    self.summary = summary
    self.text = text
  }
}

extension HelpTopic {
  /// The manual page, as `man` reads it.
  package static let man = HelpTopic("man", "the manual page, for man -l") {
    ManualPage(program: $0).text
  }
}
