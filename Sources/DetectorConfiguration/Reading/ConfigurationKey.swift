import DetectionText

/// One key of a configuration file: where it stands, what it takes and what it means.
///
/// The rows stand beside the types that they are read into; ``all`` is the table. Nothing else
/// lists keys: reading, messages and help walk the table.
package struct ConfigurationKey: Sendable {
  /// The keys that lead to it, such as `box.center.clamp`; `[]` stands for each element of a list.
  package let path: String

  /// The last part of the path.
  package let name: String

  /// The section that it stands in; empty for the file's own keys.
  package let section: String

  /// What it takes.
  package let kind: Kind

  /// What it means, in one sentence without its full stop.
  package let meaning: String

  /// The choice that it belongs to, or `nil` for a key that every file may have.
  package let choice: Choice?

  /// For sections with keys that exclude each other, which of the two groups it is of.
  let group: Int?

  /// For a section, what to say about keys of both groups.
  let exclusion: Exclusion?

  /// Values that people give it beside the preset and those of the dialects, as JSON text: what a
  /// search for somebody's loss tries.
  let usual: [String]

  /// Whether no loss depends on it.
  let isWithoutEffect: Bool

  /// Its own preset, if it has one.
  private let ownPreset: JSONValue?

  /// Its value where no layer has one: its own, else the reference's if that makes the choice that it
  /// belongs to; `nil` where a layer must.
  var preset: JSONValue? { ownPreset ?? Dialect.referenceValue(of: self) }

  /// A choice that a key belongs to: it means something only where `key`, beside it, is one of
  /// `words`.
  ///
  /// The words of one row share the key: another of them keeps its value. A key that starts anew
  /// with each word has a row for each.
  package struct Choice: Sendable {
    package let key: String
    package let words: [String]
  }

  /// What to say about a section with keys that exclude each other.
  struct Exclusion: Sendable {
    let allowed: String
    let remedy: String
  }

  /// Creates a row; its preset is given as JSON text.
  init(
    _ path: String,
    _ kind: Kind,
    with choice: (key: String, words: [String])? = nil,
    group: Int? = nil,
    exclusion: Exclusion? = nil,
    preset: String? = nil,
    usual: [String] = [],
    isWithoutEffect: Bool = false,
    _ meaning: String
  ) {
    self.path = path
    name = String(path.split(separator: ".").last ?? "")
    section = String(path.dropLast(name.count).dropLast())
    self.kind = kind
    self.meaning = meaning
    self.choice = choice.map { Choice(key: $0.key, words: $0.words) }
    self.group = group
    self.exclusion = exclusion
    self.usual = usual
    self.isWithoutEffect = isWithoutEffect
    ownPreset = preset.map(builtInJSON)
  }
}

/// JSON that is part of the program.
func builtInJSON(_ text: String) -> JSONValue {
  do {
    return try JSONValue(parsing: text)
  } catch {
    preconditionFailure("\(error)")
  }
}

// MARK: - The table

extension ConfigurationKey {
  /// Every key of a configuration file, in the order in which messages and help list them.
  package static let all: [ConfigurationKey] =
    DetectorConfiguration.keys + DetectionScale.keys + LossComponents.keys

  /// The rows of each section.
  static let bySection = Dictionary(grouping: all, by: \.section)

  /// The value of this key in a dialect as JSON text, or `nil` where it does not apply or every
  /// file has its own.
  package func value(inDialect name: String) -> String? {
    guard let dialect = Dialect.named(name) else { return nil }
    var section: ConfigurationSection? = dialect.section
    for step in self.section.split(separator: ".") {
      guard let current = section, current.row(String(step)) != nil,
        current.members[String(step)]?.json.content != .null
      else { return nil }
      section = current.subsection(String(step))
    }
    guard let section, let row = section.row(self.name), row.choice?.words == choice?.words,
      group == nil || section.group == nil || group == section.group
    else { return nil }
    switch kind {
    case .section, .wordOrSection: return nil
    case .sectionOrNull:
      if case .null = section.members[self.name]?.json.content { return "null" }
      return nil
    default: return (section.members[self.name]?.json ?? row.preset)?.description
    }
  }
}

// MARK: - Kinds

extension ConfigurationKey {
  /// The kind of value that a key takes.
  package enum Kind: Sendable {
    case text
    case integer(ClosedRange<Int>)
    case number(NumberRange)
    case numberOrNull(NumberRange)

    /// A number, or one for each of the scales.
    case numberPerScale(NumberRange)

    case boolean

    /// One of some words.
    case words([String])

    case wordsOrNull([String])

    /// One of some words, or a section that has the word at `key`.
    case wordOrSection([String], key: String = "loss")

    case section
    case sectionOrNull

    /// A list of things, and how to write one.
    case list(of: String, example: String)

    /// An object with some keys for each scale that it names, and how to write one.
    case perScale(of: String, example: String)

    /// A count, a list of names, or the path of a names file.
    case classes

    /// The words of a type whose cases are spelled as their raw values.
    static func words<Words: RawRepresentable<String> & CaseIterable>(_: Words.Type) -> Kind {
      .words(Words.allCases.map(\.rawValue))
    }
  }
}

extension ConfigurationKey.Kind {
  /// The words that it takes, in order; empty where it takes something else.
  package var words: [String] {
    switch self {
    case .words(let words), .wordsOrNull(let words), .wordOrSection(let words, _): words
    default: []
    }
  }

  /// What is allowed, for help.
  package var allowed: String {
    switch self {
    case .integer(let range): integers(range)
    case .number(let range): range.text
    case .numberOrNull(let range): "\(range.text), or null"
    case .numberPerScale(let range): "\(range.text), or one for each scale"
    case .words(let words): quotedList(words)
    case .wordsOrNull(let words): "\(quotedList(words)), or null"
    case .wordOrSection(let words, _): "\(quotedList(words)), or an object in braces"
    default: form
    }
  }

  /// What sort of value it is, in the words of a message.
  var form: String {
    switch self {
    case .text, .words: "a text in quotes"
    case .wordsOrNull: "a text in quotes, or null"
    case .wordOrSection: "a text in quotes, or an object in braces"
    case .integer, .number: "a number"
    case .numberOrNull: "a number, or null"
    case .numberPerScale: "a number, or one for each scale"
    case .boolean: "true or false"
    case .section: "an object in braces"
    case .sectionOrNull: "an object in braces, or null"
    case .list(let things, _): "a list of \(things)"
    case .perScale(let keys, _): "an object with \(keys) for each scale"
    case .classes: "a count, a list of names, or the path of a names file"
    }
  }

  /// How to write one.
  var example: String {
    switch self {
    case .list(_, let example), .perScale(_, let example): example
    case .classes: "80"
    case .integer, .number, .numberOrNull, .numberPerScale: "8"
    case .boolean: "true"
    case .section, .sectionOrNull: "{}"
    case .text: "\"small\""
    case .words(let words), .wordsOrNull(let words), .wordOrSection(let words, _):
      quoted(words.first ?? "")
    }
  }

  /// What to do where another sort of value was found.
  var remedy: String {
    switch self {
    case .text, .words: "put the text in double quotes"
    case .wordsOrNull: "put the text in double quotes, or write null for none"
    case .wordOrSection(_, let key):
      #"put the word in double quotes, or write {"\#(key)": "word", ...}"#
    case .integer, .number, .numberPerScale: "write a number without quotes"
    case .numberOrNull: "write a number without quotes, or null for none"
    case .boolean: "write true or false without quotes"
    case .section: #"write {"key": value, ...}"#
    case .sectionOrNull: #"write {"key": value, ...}, or null for none"#
    case .list, .perScale, .classes: "write for example \(example)"
    }
  }
}

/// The integers that are allowed, in the words of a message.
func integers(_ range: ClosedRange<Int>) -> String {
  "an integer in \(range.lowerBound)...\(range.upperBound)"
}

/// The finite numbers that a key takes.
package struct NumberRange: Sendable {
  /// The numbers.
  package let range: ClosedRange<Double>

  /// What is allowed, in the words of a message.
  package let text: String

  static let fraction = NumberRange(range: 0...1, text: "a number in 0...1")
  static let half = NumberRange(range: 0...0.5, text: "a number in 0...0.5")
  static let nonNegative = NumberRange(
    range: 0...Double.greatestFiniteMagnitude,
    text: "a finite number of 0 or more"
  )
  static let positive = NumberRange(
    range: Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude,
    text: "a finite number above 0"
  )
  static let aboveOne = NumberRange(
    range: 1.0.nextUp...Double.greatestFiniteMagnitude,
    text: "a finite number above 1"
  )
  static let atLeastOne = NumberRange(
    range: 1...Double.greatestFiniteMagnitude,
    text: "a finite number of 1 or more"
  )

  /// What to do about a number outside.
  var remedy: String {
    range == 0...1 ? "correct the number; 30 percent is 0.3" : "correct the number"
  }
}
