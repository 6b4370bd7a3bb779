import DetectionText

/// An object under reading: every key that is absent leaves its standard value.
package struct ConfigurationSection: Sendable {
  private let value: ConfigurationValue
  private let members: [JSONMember]

  /// The members of `value`, which must be an object.
  package init(
    _ value: ConfigurationValue,
    expected: ExpectedKind = .section
  ) throws(ConfigurationError) {
    guard case .object(let members) = value.json.content else { throw value.wrongKind(expected) }
    self.value = value
    self.members = members
  }

  /// The value of `key`, or `nil` if it is absent.
  package func value(_ key: String) -> ConfigurationValue? {
    guard let member = members.first(where: { $0.key == key }) else { return nil }
    return ConfigurationValue(
      json: member.value,
      path: value.path.appending(.key(key)),
      source: value.source
    )
  }

  /// The value of `key`, which must be there.
  package func required(
    _ key: String,
    _ expected: ExpectedKind
  ) throws(ConfigurationError) -> ConfigurationValue {
    guard let found = value(key) else {
      throw value.source.error(
        .missingKey(key, expected: expected),
        at: value.json.position,
        value.path.appending(.key(key))
      )
    }
    return found
  }

  /// The keys, in the order of the file.
  package var keys: [String] { members.map(\.key) }

  /// Refuses the first key that is neither in `common` nor goes with what the section chooses.
  ///
  /// A key that goes with another choice is told from one that means nothing.
  package func allowOnly(
    _ common: [String],
    with choices: [ChoiceKeys] = []
  ) throws(ConfigurationError) {
    let known = common.flatMap { key in
      [key] + (choices.first { $0.key == key }?.keys ?? [])
    }
    for member in members where !known.contains(member.key) {
      var problem = ConfigurationProblem.unknownKey(member.key, known: known)
      for choice in choices {
        let owners = choice.owners(of: member.key)
        guard !owners.isEmpty else { continue }
        problem = .keyOfOtherChoice(
          member.key,
          choiceKey: choice.key,
          chosen: choice.chosen,
          owners: owners
        )
      }
      throw value.source.error(
        problem,
        at: member.keyPosition,
        value.path.appending(.key(member.key))
      )
    }
  }

  /// A problem with the member `key`, or with this section if it is absent.
  package func error(_ problem: ConfigurationProblem, at key: String) -> ConfigurationError {
    guard let member = members.first(where: { $0.key == key }) else { return value.error(problem) }
    return value.source.error(
      problem,
      at: member.keyPosition,
      value.path.appending(.key(key))
    )
  }

  /// The section at `key`, or `nil` if it is absent.
  package func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection? {
    guard let value = value(key) else { return nil }
    return try ConfigurationSection(value)
  }

  /// The number at `key`.
  package func number(
    _ key: String,
    _ range: NumberRange,
    or standard: Double
  ) throws(ConfigurationError) -> Double {
    guard let value = value(key) else { return standard }
    return try value.number(range)
  }

  /// The number at `key`, or `nil` if it is `null`.
  package func numberOrNull(
    _ key: String,
    _ range: NumberRange,
    or standard: Double?
  ) throws(ConfigurationError) -> Double? {
    guard let value = value(key) else { return standard }
    guard value.json.content != .null else { return nil }
    return try value.number(range, .numberOrNull)
  }

  /// The section at `key`, or `nil` if a text stands there or nothing.
  package func sectionUnlessText(
    _ key: String
  ) throws(ConfigurationError) -> ConfigurationSection? {
    guard let value = value(key) else { return nil }
    if case .string = value.json.content { return nil }
    return try ConfigurationSection(value, expected: .textOrSection)
  }

  /// The truth value at `key`.
  package func boolean(_ key: String, or standard: Bool) throws(ConfigurationError) -> Bool {
    guard let value = value(key) else { return standard }
    return try value.boolean()
  }

  /// The choice at `key`, with the keys that belong to it.
  package func choice<Choice>(
    _ key: String,
    of choices: Choices<Choice>,
    or standard: Choice
  ) throws(ConfigurationError) -> Choice {
    guard let value = value(key) else {
      return try choices.entry(of: standard)?.read(self, standard) ?? standard
    }
    return try choices.entry(spelled: value).read(self, standard)
  }
}
