/// The commands of the tool.
package enum CommandName: String, CaseIterable, Sendable {
  /// Computes the loss of dumped heads.
  case loss
  /// Turns dumped heads into boxes.
  case decode
  /// Tells which anchors are responsible for which objects.
  case assign
  /// Compares two dialects, or two dumps.
  case compare
  /// Describes the arrays in files.
  case inspect
}

/// One command: all that parsing and help need to know of it.
package struct CommandSpecification: Sendable {
  /// Its name.
  package let name: CommandName

  /// What it does, in one line.
  package let summary: String

  /// More about it, in a few sentences.
  package let discussion: String

  /// What stands for its arguments without a name, or `nil` if it has none.
  package let operands: String?

  /// Its options in the order help lists them.
  package let options: [OptionSpecification]

  /// Options of which exactly one must be given.
  package let alternatives: [String]

  /// Command lines that work on `sample-data`, without the tool's name.
  package let examples: [[String]]

  /// The option called `name`.
  package func option(_ name: String) -> OptionSpecification? {
    options.first { $0.name == name }
  }
}
