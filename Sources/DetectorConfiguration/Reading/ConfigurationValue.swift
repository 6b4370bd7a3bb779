import DetectionText

/// A value under reading: what it is, where it stands, and which layer gave it.
package struct ConfigurationValue: Sendable {
  let json: JSONValue
  let keyPosition: SourcePosition
  let path: [JSONStep]
  let source: ConfigurationSource

  /// What an object and the layers below it have together; see ``ConfigurationSection``.
  var section: ConfigurationSection?

  init(
    _ json: JSONValue,
    keyPosition: SourcePosition = .start,
    path: [JSONStep] = [],
    source: ConfigurationSource
  ) {
    self.json = json
    self.keyPosition = keyPosition
    self.path = path
    self.source = source
  }

  /// A member of this object.
  func member(_ member: JSONMember) -> ConfigurationValue {
    ConfigurationValue(
      member.value,
      keyPosition: member.keyPosition,
      path: path + [.key(member.key)],
      source: source
    )
  }

  /// An element of this list.
  func element(_ index: Int, _ json: JSONValue) -> ConfigurationValue {
    ConfigurationValue(json, path: path + [.index(index)], source: source)
  }
}

/// The layer that a value comes from.
enum ConfigurationSource: Sendable {
  /// A dialect, or a key's preset.
  case builtIn

  /// The user's file.
  case file(SourceText)

  /// Overrides; the line of a position is the number of one, from one.
  case overrides([String])

  /// Whether a person wrote it.
  var isTheUsers: Bool { if case .builtIn = self { false } else { true } }
}

// MARK: - Faults

extension ConfigurationValue {
  /// A fault of this value, or of its key.
  func fault(
    _ code: String,
    atKey: Bool = false,
    missing key: String? = nil,
    found: String,
    allowed: String,
    remedy: String
  ) -> Diagnostic {
    let part = jsonPath(path + (key.map { [.key($0)] } ?? []))
    let position = atKey ? keyPosition : json.position
    switch source {
    case .file(let text):
      return text.fault(
        "config.\(code)",
        at: position,
        part: part,
        found: found,
        allowed: allowed,
        remedy: remedy
      )
    case .overrides(let overrides):
      let override = overrides[position.line - 1]
      let isWhole = override.prefix { $0 != "=" } == part
      return Diagnostic(
        .request,
        code: "config.\(code)",
        at: Place(parts: ["override \(quoted(override))"] + (isWhole ? [] : [part])),
        found: found,
        allowed: allowed,
        remedy: remedy
      )
    case .builtIn:
      return Diagnostic(
        .configuration,
        code: "config.\(code)",
        at: Place(parts: [part]),
        found: found,
        allowed: allowed,
        remedy: remedy
      )
    }
  }

  /// This value is of another kind than its key takes.
  func wrongKind(
    _ kind: ConfigurationKey.Kind,
    allowed: String? = nil,
    remedy: String? = nil
  ) -> Diagnostic {
    fault(
      "kind",
      found: json.summary,
      allowed: allowed ?? kind.form,
      remedy: remedy ?? kind.remedy
    )
  }

  /// A word that is none of `words`; `remedy` where none is near.
  func unknown(
    _ word: String,
    _ code: String,
    among words: [String],
    found: String? = nil,
    remedy: String
  ) -> Diagnostic {
    fault(
      code,
      atKey: found != nil,
      found: found ?? quoted(word),
      allowed: quotedList(words),
      remedy: nearest(of: word, among: words).map { "did you mean \(quoted($0))?" } ?? remedy
    )
  }
}

// MARK: - Simple values

extension ConfigurationValue {
  /// A number in `range`.
  func number(_ range: NumberRange, _ kind: ConfigurationKey.Kind) throws(Diagnostic) -> Double {
    guard case .number = json.content else { throw wrongKind(kind) }
    guard let value = json.finiteNumber, range.range.contains(value) else {
      throw fault("range", found: json.summary, allowed: range.text, remedy: range.remedy)
    }
    return value
  }

  /// A list of numbers in `range`.
  func numbers(_ range: NumberRange) throws(Diagnostic) -> [Double] {
    let kind = ConfigurationKey.Kind.list(of: "numbers", example: "[1, 2]")
    guard let elements = json.elements else { throw wrongKind(kind) }
    return try elements.enumerated().map { index, json throws(Diagnostic) in
      try element(index, json).number(range, .number(range))
    }
  }

  /// An integer in `range`, written without fraction or exponent: `8.0` and `8e0` are refused.
  func integer(_ range: ClosedRange<Int>) throws(Diagnostic) -> Int {
    guard case .number(let text) = json.content else { throw wrongKind(.integer(range)) }
    let isWhole = !text.utf8.contains(where: [UInt8](".eE".utf8).contains)
    guard isWhole, let value = json.integer, range.contains(value) else {
      throw fault(
        "range",
        found: json.summary,
        allowed: integers(range),
        remedy: isWhole ? "correct the number" : "write it without fraction and exponent"
      )
    }
    return value
  }

  /// One of `words`.
  func word(
    among words: [String],
    _ kind: ConfigurationKey.Kind
  ) throws(Diagnostic) -> String {
    guard let word = json.string else { throw wrongKind(kind) }
    guard words.contains(word) else {
      throw unknown(word, "word", among: words, remedy: "choose one of these")
    }
    return word
  }

  /// A text that reports can show: not blank, and without control characters.
  func name() throws(Diagnostic) -> String {
    guard let text = json.string else { throw wrongKind(.text) }
    if let fault = NameFault(text) {
      throw self.fault("name", found: fault.found, allowed: fault.allowed, remedy: fault.remedy)
    }
    return text
  }

  /// The elements of a list of as many as `range` allows.
  func elements(
    _ kind: ConfigurationKey.Kind,
    _ range: ClosedRange<Int>
  ) throws(Diagnostic) -> [JSONValue] {
    guard let elements = json.elements else { throw wrongKind(kind) }
    guard range.contains(elements.count) else {
      throw wrongCount(
        elements.count,
        allowed: "\(kind.form), \(range.lowerBound) to \(range.upperBound) of them",
        remedy: kind.remedy
      )
    }
    return elements
  }

  func wrongCount(_ count: Int, allowed: String, remedy: String) -> Diagnostic {
    fault(
      "count",
      found: count == 0 ? "an empty list" : "a list of \(count)",
      allowed: allowed,
      remedy: remedy
    )
  }
}

/// Why a text cannot serve as a name in reports.
struct NameFault {
  var found = "a blank text"
  var allowed = "a text that is not blank"
  var remedy = "fill it in"

  /// Whether the text is nothing but spaces; if not, it has a control character.
  var isBlank = true

  /// `nil` if `text` can.
  init?(_ text: String) {
    for scalar in text.unicodeScalars where scalar.properties.generalCategory == .control {
      found = "control character \(codePoint(scalar.value))"
      (allowed, remedy, isBlank) = ("printable text", "remove it", false)
      return
    }
    guard text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else { return nil }
  }
}
