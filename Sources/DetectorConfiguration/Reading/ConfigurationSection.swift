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

  /// Refuses the first key that is not in `known`.
  package func allowOnly(_ known: [String]) throws(ConfigurationError) {
    for member in members where !known.contains(member.key) {
      throw value.source.error(
        .unknownKey(member.key, known: known),
        at: member.keyPosition,
        value.path.appending(.key(member.key))
      )
    }
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
