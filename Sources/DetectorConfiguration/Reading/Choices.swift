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

  /// A table of choices with parameters.
  package init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The words, in order.
  package var spellings: [String] { entries.map(\.spelling) }

  /// The entry that `choice` belongs to.
  package func entry(of choice: Choice) -> Entry? { entries.first { $0.matches(choice) } }

  /// The entry that a file spells.
  package func entry(
    spelled value: ConfigurationValue,
    _ expected: ExpectedKind = .text
  ) throws(ConfigurationError) -> Entry {
    let word = try value.text(expected)
    guard let entry = entries.first(where: { $0.spelling == word }) else {
      throw value.error(.unknownChoice(word, available: spellings))
    }
    return entry
  }

  /// The keys that belong to some choice but not to every one.
  package var allKeys: [String] { entries.flatMap(\.keys) }

  /// Which keys go with `choice`, and which with the others, in the words of the file.
  package func keys(of choice: Choice, at key: String) -> ChoiceKeys {
    let chosen = entry(of: choice)
    return ChoiceKeys(
      key: key,
      chosen: chosen?.spelling ?? "",
      keys: chosen?.keys ?? [],
      entries: entries.map { ($0.spelling, $0.keys) }
    )
  }
}

extension Choices where Choice: Equatable {
  /// A table of choices without parameters.
  package init(_ words: KeyValuePairs<String, Choice>) {
    self.init(words.map { Entry($0, $1) })
  }
}

extension Choices.Entry where Choice: Equatable {
  /// A choice without parameters; `keys` beside it are read by its section.
  package init(_ spelling: String, _ choice: Choice, keys: [String] = []) {
    self.init(spelling, keys: keys, matches: { $0 == choice }, read: { _, _ in choice })
  }
}

/// The keys of a section that depend on what it chooses at `key`.
package struct ChoiceKeys {
  /// The key that makes the choice.
  package let key: String

  /// The word chosen.
  package let chosen: String

  /// The keys that go with it.
  package let keys: [String]

  /// Every word and the keys that go with it.
  package let entries: [(spelling: String, keys: [String])]

  /// The words that `key` goes with.
  package func owners(of key: String) -> [String] {
    entries.filter { $0.keys.contains(key) }.map(\.spelling)
  }
}
