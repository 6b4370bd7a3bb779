/// The words that a configuration file may use for a choice, and what each one means.
///
/// Every component has one table of these beside its type. A new choice is a new line there.
package struct Choices<Choice: Sendable>: Sendable {
  /// One word.
  package struct Entry: Sendable {
    /// How the file spells the choice.
    package let spelling: String

    /// The keys beside the word that belong to this choice only.
    package let keys: [String]

    /// Whether a value is this choice, whatever its parameters.
    package let matches: @Sendable (Choice) -> Bool

    /// Reads the choice's own keys; the second argument is the dialect's choice, whose parameters
    /// hold where it is the same one.
    package let read: @Sendable (ConfigurationSection, Choice) throws(ConfigurationError) -> Choice

    package init(
      _ spelling: String,
      keys: [String],
      matches: @escaping @Sendable (Choice) -> Bool,
      read:
        @escaping @Sendable (ConfigurationSection, Choice) throws(ConfigurationError) -> Choice
    ) {
      self.spelling = spelling
      self.keys = keys
      self.matches = matches
      self.read = read
    }
  }

  /// The choices that there are, in the order in which messages list them.
  package let entries: [Entry]

  /// The words that the field knows and this version does not have.
  package let later: [String]

  /// A table of choices with parameters.
  package init(_ entries: [Entry], later: [String] = []) {
    self.entries = entries
    self.later = later
  }

  /// The words, in order.
  package var spellings: [String] { entries.map(\.spelling) }

  /// The entry that `choice` belongs to.
  package func entry(of choice: Choice) -> Entry? { entries.first { $0.matches(choice) } }

  /// The entry that a file spells.
  package func entry(spelled value: ConfigurationValue) throws(ConfigurationError) -> Entry {
    let word = try value.text()
    if let entry = entries.first(where: { $0.spelling == word }) { return entry }
    guard !later.contains(word) else {
      throw value.error(.unavailableChoice(word, available: spellings))
    }
    throw value.error(.unknownChoice(word, available: spellings, later: later))
  }
}

extension Choices where Choice: Equatable {
  /// A table of choices without parameters.
  package init(_ words: KeyValuePairs<String, Choice>, later: [String] = []) {
    self.init(
      words.map { spelling, choice in
        Entry(spelling, keys: [], matches: { $0 == choice }, read: { _, _ in choice })
      },
      later: later
    )
  }
}
