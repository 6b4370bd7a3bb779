import DetectionText

/// An object of the configuration, with all its layers laid over each other.
///
/// Lowest the reference, then the dialect, then the user's file, then overrides. A key of an upper
/// layer takes the place of the same key below; an object is laid over the object below key by key.
/// Where an upper layer chooses another word, the keys below that belong to the old one are gone, so
/// that a dialect's threshold does not leak into another rule.
package struct ConfigurationSection: Sendable {
  /// The path of the section in the table of keys.
  let path: String

  /// The rows of its keys.
  let rows: [ConfigurationKey]

  /// The values that the layers give, by key.
  private(set) var members: [String: ConfigurationValue] = [:]

  /// What to say about keys that exclude each other, if some do.
  private let exclusion: ConfigurationKey.Exclusion?

  /// An empty section; with `group`, only with the keys of that group of those that exclude each
  /// other.
  init(_ path: String, group: Int? = nil) {
    self.path = path
    let rows = ConfigurationKey.bySection[path] ?? []
    self.rows = group == nil ? rows : rows.filter { $0.group == group }
    exclusion =
      group == nil ? ConfigurationKey.all.first { $0.path == path }?.exclusion : nil
  }

  /// The row of a key under what the section chooses, or `nil` if it has no such key.
  func row(_ name: String) -> ConfigurationKey? {
    rows.first { row in
      guard row.name == name else { return false }
      guard let choice = row.choice else { return true }
      return members[choice.key]?.json.string.map(choice.words.contains) ?? false
    }
  }

  /// Which group the section's keys are of, where keys exclude each other.
  var group: Int? {
    rows.first { $0.group != nil && members[$0.name] != nil }?.group
  }
}

// MARK: - Laying layers

extension ConfigurationSection {
  /// Lays an object over this section.
  ///
  /// - Throws: What is wrong with the object's keys and with the words that other keys depend on;
  ///   all other values are checked when they are read.
  mutating func lay(
    _ upper: ConfigurationValue,
    as kind: ConfigurationKey.Kind = .section
  ) throws(Diagnostic) {
    guard let given = upper.json.members else { throw upper.wrongKind(kind) }
    let groups = try chooseGroup(among: given, of: upper)
    if let name = choiceKey, let row = row(name),
      let member = given.first(where: { $0.key == name })
    {
      try choose(upper.member(member), at: row)
    }
    for member in given {
      guard let row = row(member.key) else {
        throw unknownKey(member, of: upper, groups: groups)
      }
      try lay(upper.member(member), at: row)
    }
  }

  /// The key that other keys of the section depend on, if some do.
  private var choiceKey: String? { rows.lazy.compactMap(\.choice?.key).first }

  /// Lays a word over the one below, and takes away what belongs to that one only.
  private mutating func choose(
    _ value: ConfigurationValue,
    at choice: ConfigurationKey
  ) throws(Diagnostic) {
    let word = try value.word(among: choice.kind.words, choice.kind)
    let before = members.updateValue(value, forKey: choice.name)?.json.string
    guard let before, before != word else { return }
    for row in rows {
      // A row of several words goes on under another of them.
      guard let words = row.choice?.words, words.contains(before), !words.contains(word) else {
        continue
      }
      members[row.name] = nil
    }
  }

  /// Lays one value over the member that `row` describes.
  private mutating func lay(
    _ upper: ConfigurationValue,
    at row: ConfigurationKey
  ) throws(Diagnostic) {
    var value = upper
    let below = members[row.name]?.section
    switch (row.kind, upper.json.content) {
    case (.section, _), (.sectionOrNull, .object), (.wordOrSection, .object),
      (.wordOrSection, .string):
      var section = below ?? ConfigurationSection(row.path)
      if case .string = upper.json.content, case .wordOrSection(_, let key) = row.kind {
        // The word alone: it keeps what the section below has beside it and goes with the word.
        guard let choice = section.row(key) else { preconditionFailure("no row for \(key)") }
        try section.choose(upper, at: choice)
      } else {
        try section.lay(upper, as: row.kind)
      }
      value.section = section
    case (.sectionOrNull, .null):
      // Whoever turns it on again goes on from here.
      value.section = below
    case (.sectionOrNull, _), (.wordOrSection, _):
      throw upper.wrongKind(row.kind)
    default:
      break
    }
    members[row.name] = value
  }

  /// Takes a section back to that of `base`, where `upper` names a word for it, or turns away from
  /// the one below.
  ///
  /// What the file says of its own word is not what another one goes on from.
  mutating func restart(
    _ name: String,
    from base: ConfigurationSection,
    under upper: ConfigurationValue
  ) {
    guard case .wordOrSection(_, let key)? = row(name)?.kind,
      let given = upper.json.members?.first(where: { $0.key == name })?.value
    else { return }
    let word = given.members?.first { $0.key == key }?.value.string
    let below = members[name]?.section?.members[key]?.json.string
    if given.string != nil || (word != nil && word != below) { members[name] = base.members[name] }
  }

  /// Where `given` has keys of a group that excludes the one below, takes those below away.
  ///
  /// - Returns: The groups of `given`.
  private mutating func chooseGroup(
    among given: [JSONMember],
    of upper: ConfigurationValue
  ) throws(Diagnostic) -> Set<Int> {
    guard let exclusion else { return [] }
    func keys(_ group: Int) -> [JSONMember] {
      given.filter { member in rows.contains { $0.name == member.key && $0.group == group } }
    }
    let (firsts, seconds) = (keys(0), keys(1))
    if let first = firsts.first, let second = seconds.first {
      throw upper.member(first).fault(
        "conflict",
        atKey: true,
        found: "\(quoted(first.key)) beside \(quoted(second.key))",
        allowed: exclusion.allowed,
        remedy: exclusion.remedy
      )
    }
    guard let chosen = firsts.isEmpty ? (seconds.isEmpty ? nil : 1) : 0 else { return [] }
    if let below = group, below != chosen {
      for row in rows where row.group == below { members[row.name] = nil }
      if path == "box", chosen == 0, !firsts.contains(where: { $0.key == "loss" }) {
        throw upper.member(firsts[0]).fault(
          "conflict",
          atKey: true,
          found: "\(quoted(firsts[0].key)) without a loss, and the dialect has several",
          allowed: #""loss" beside it, or a list of "terms""#,
          remedy: #"add "loss", or write the losses as "terms""#
        )
      }
    }
    return [chosen]
  }

  /// A key that means nothing here, or belongs to another choice.
  private func unknownKey(
    _ member: JSONMember,
    of upper: ConfigurationValue,
    groups: Set<Int>
  ) -> Diagnostic {
    let value = upper.member(member)
    let owners = rows.filter { $0.name == member.key }.compactMap(\.choice)
    if let choice = owners.first?.key, let chosen = members[choice]?.json.string {
      let (key, with) = (quoted(member.key), quoted(choice))
      return value.fault(
        "other-choice",
        atKey: true,
        found: "\(key) with \(with): \(quoted(chosen))",
        allowed: "\(key) only with \(with): \(quotedList(owners.flatMap(\.words)))",
        remedy: "remove \(key) or change \(with)"
      )
    }
    let known = rows.filter { candidate in
      row(candidate.name)?.path == candidate.path
        && (groups.isEmpty || candidate.group.map(groups.contains) ?? true)
    }.map(\.name)
    return value.unknown(
      member.key,
      "unknown-key",
      among: known.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
      found: "unknown key \(quoted(member.key))",
      remedy: "remove it or correct its spelling"
    )
  }
}

// MARK: - Reading

extension ConfigurationSection {
  /// The value of a key, and its row.
  ///
  /// - Precondition: The section has the key under what it chooses.
  func value(_ name: String) -> (ConfigurationValue, ConfigurationKey) {
    guard let row = row(name), let json = members[name]?.json ?? row.preset else {
      preconditionFailure("no value and no preset for \(path).\(name)")
    }
    return (members[name] ?? ConfigurationValue(json, source: .builtIn), row)
  }

  /// The number at `name`.
  func number(_ name: String) throws(Diagnostic) -> Double {
    let (value, row) = value(name)
    guard case .number(let range) = row.kind else { preconditionFailure("no number: \(name)") }
    return try value.number(range, row.kind)
  }

  /// The number at `name`, or `nil` if it is `null`.
  func numberOrNil(_ name: String) throws(Diagnostic) -> Double? {
    let (value, row) = value(name)
    guard case .numberOrNull(let range) = row.kind else {
      preconditionFailure("no number: \(name)")
    }
    return value.json.content == .null ? nil : try value.number(range, row.kind)
  }

  /// The truth value at `name`.
  func boolean(_ name: String) throws(Diagnostic) -> Bool {
    let (value, row) = value(name)
    guard case .boolean(let boolean) = value.json.content else { throw value.wrongKind(row.kind) }
    return boolean
  }

  /// The word at `name`.
  func word(_ name: String) throws(Diagnostic) -> String {
    let (value, row) = value(name)
    return try value.word(among: row.kind.words, row.kind)
  }

  /// The row of a shelf whose words have the one at `name`.
  func choice<Row>(
    _ name: String,
    among shelf: [Row],
    words: (Row) -> [String]
  ) throws(Diagnostic) -> Row {
    let word = try word(name)
    guard let row = shelf.first(where: { words($0).contains(word) }) else {
      preconditionFailure("a word of the table that means nothing: \(path).\(name)")
    }
    return row
  }

  /// The word at `name` as the value that it stands for.
  func choice<Choice: RawRepresentable<String>>(
    _ name: String,
    of type: Choice.Type = Choice.self
  ) throws(Diagnostic) -> Choice {
    guard let choice = Choice(rawValue: try word(name)) else {
      preconditionFailure("a word of the table that means nothing: \(path).\(name)")
    }
    return choice
  }

  /// The word at `name` as the value that it stands for, or `nil` if it is `null`.
  func choiceOrNil<Choice: RawRepresentable<String>>(
    _ name: String,
    of type: Choice.Type = Choice.self
  ) throws(Diagnostic) -> Choice? {
    value(name).0.json.content == .null ? nil : try choice(name)
  }

  /// The section at `name`; an empty one where no layer has it.
  func subsection(_ name: String) -> ConfigurationSection {
    members[name]?.section ?? ConfigurationSection(path.isEmpty ? name : "\(path).\(name)")
  }

  /// The section at `name`, or `nil` if it is `null`.
  func subsectionOrNil(_ name: String) -> ConfigurationSection? {
    (members[name]?.json ?? row(name)?.preset)?.content == .null ? nil : subsection(name)
  }

  /// The value of a key that a file must have, in the object `parent`.
  func required(
    _ name: String,
    of parent: ConfigurationValue,
    allowed: String? = nil,
    example: String? = nil
  ) throws(Diagnostic) -> ConfigurationValue {
    if let value = members[name] { return value }
    let kind = rows.first { $0.name == name }?.kind ?? .text
    throw parent.fault(
      "missing-key",
      missing: name,
      found: "no \(quoted(name))",
      allowed: allowed ?? kind.form,
      remedy: "add \(quoted(name)): \(example ?? kind.example)"
    )
  }

  /// The number or the numbers at `name`, one for each of `scales`.
  ///
  /// A list goes from the smallest stride to the largest; scales of one stride stand in the order
  /// of the file. A list of lists has one for each number of scales that a framework knows; whether
  /// one fits is for the caller to ask.
  func perScale(_ name: String, _ scales: [DetectionScale]) throws(Diagnostic) -> PerScale {
    let (value, row) = value(name)
    guard case .numberPerScale(let range) = row.kind else { preconditionFailure(name) }
    let names = scales.map(\.name)
    let example = "{\(names.map { "\(quoted($0)): 1" }.joined(separator: ", "))}"
    let allowed = """
      a number, a list of \(names.count) from the smallest stride to the largest, or an object \
      with \(quotedList(names))
      """
    let remedy = "write a number without quotes, or for example \(example)"
    switch value.json.content {
    case .number:
      return .same(try value.number(range, row.kind))
    case .array(let elements) where elements.first?.elements != nil:
      return .lists(
        try elements.enumerated().map { index, list throws(Diagnostic) in
          try value.element(index, list).numbers(range)
        }
      )
    case .array(let elements):
      guard elements.count == names.count else {
        throw value.wrongCount(elements.count, allowed: allowed, remedy: remedy)
      }
      return .ordered(try value.numbers(range))
    case .object(let members):
      var numbers: [String: Double] = [:]
      for member in members {
        let element = value.member(member)
        guard names.contains(member.key) else {
          throw element.unknown(
            member.key,
            "unknown-key",
            among: names,
            found: "unknown key \(quoted(member.key))",
            remedy: "remove it or correct its spelling"
          )
        }
        numbers[member.key] = try element.number(range, .number(range))
      }
      for name in names where numbers[name] == nil {
        throw value.fault(
          "missing-key",
          missing: name,
          found: "no \(quoted(name))",
          allowed: "a number for each scale",
          remedy: "add \(quoted(name)): 1"
        )
      }
      return .named(numbers)
    default:
      throw value.wrongKind(row.kind, allowed: allowed, remedy: remedy)
    }
  }
}
