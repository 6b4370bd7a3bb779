import DetectionText

/// A text that is no configuration: what it is instead, and what to do about it.
///
/// People give what their framework calls a config, or exchange two options. The reader's own fault,
/// of the first character that JSON does not allow, would be true and help nobody.
struct ForeignConfiguration {
  /// What it is.
  let found: String

  /// What to do about it.
  let remedy: String

  private init(_ found: String, _ remedy: String) {
    self.found = found
    self.remedy = remedy
  }

  private static let importing =
    "make a configuration of it first, as \"detloss import FILE\" does, and give that"

  private static let form = """
    write JSON: {"classes": 80, "scales": [{"stride": 8, "anchors": [[10, 13], [16, 30]]}]}
    """

  /// The fault of a text that is another thing, at the place where it ceases to be a configuration.
  func diagnostic(at fault: Diagnostic) -> Diagnostic {
    var fault = fault
    fault.code = "config.foreign"
    // The place in JSON's grammar says nothing about another.
    fault.place.parts = []
    fault.found = found
    fault.allowed = "a configuration, a JSON object"
    fault.remedy = remedy
    return fault
  }
}

extension DetectorConfiguration {
  /// What a text is that somebody took for another file, by its beginning: a cfg, YAML, lines of
  /// labels; `nil` where nobody knows, and for what is no text.
  package static func foreignWords(_ start: [UInt8]) -> String? {
    guard !start.contains(0) else { return nil }
    return ForeignConfiguration(start)?.found
  }
}

// MARK: - Texts

extension ForeignConfiguration {
  /// Recognises a text that JSON's grammar refuses; `nil` for what may be JSON with a slip in it.
  init?(_ bytes: [UInt8]) {
    let lines = Self.lines(of: bytes)
    guard let first = lines.first else {
      guard bytes.isEmpty else { return nil }
      self.init("an empty file", "check the program that should have written it")
      return
    }
    if let binary = Self.binary(bytes) {
      self = binary
    } else if first.hasPrefix("{") {
      guard
        let key = first.dropFirst().first(where: { $0 != " " }) ?? lines.dropFirst().first?.first,
        key == "'"
      else { return nil }
      self.init(
        "a dictionary in Python's form, its strings in single quotes",
        "write it with json.dumps, or with double quotes, null, true and false"
      )
    } else if let section = Self.section(first), Self.darknetSections.contains(section) {
      self.init(
        "a darknet cfg",
        Self.importing
      )
    } else if first.hasPrefix("[") && Self.section(first) == nil {
      return nil
    } else {
      let words = Self.words(of: lines)
      self.init(words, words.hasPrefix("YAML") ? Self.importing : Self.form)
      if found.isEmpty { return nil }
    }
  }

  /// What a text is whose first line is no beginning of JSON; empty where nobody knows.
  private static func words(of lines: [String]) -> String {
    let first = lines[0]
    let keys = Set(lines.compactMap { key(of: $0, before: ":") })
    if first.hasPrefix("<") { return "a page of XML or HTML" }
    if lines.contains(where: { $0.contains("dict(") || $0.hasPrefix("_base_") })
      || ["import ", "from ", "def ", "class "].contains(where: first.hasPrefix)
    {
      return "a program in Python, such as mmdetection's configs are"
    }
    if lines.contains(where: { section($0) != nil })
      || key(of: first, before: "=") != nil
    {
      return "a text of assignments, such as TOML or INI"
    }
    if !keys.isDisjoint(with: ["train", "val", "nc", "names"]), keys.isDisjoint(with: models) {
      return "YAML like ultralytics' data.yaml, which is about labels and not about the model"
    }
    if first.hasPrefix("---") || first.hasPrefix("%YAML") || key(of: first, before: ":") != nil {
      return "YAML"
    }
    if lines.allSatisfy({ $0.allSatisfy { $0.isNumber || " ,.;\t".contains($0) } }) {
      return "a list of numbers, such as anchors, which a config needs scales and classes besides"
    }
    if lines.contains(where: { $0.split(separator: " ").dropFirst().contains(where: isBox) }) {
      return "lines of labels"
    }
    if lines.count > 1, lines.allSatisfy({ !$0.contains { ":{}[]\"".contains($0) } }) {
      return "a list of names, which \"classes\" of a config may point to"
    }
    return ""
  }

  /// The keys of a model's YAML.
  private static let models: Set = ["anchors", "backbone", "head"]

  static let darknetSections: Set = [
    "net", "network", "convolutional", "maxpool", "yolo", "region", "route", "shortcut", "upsample",
  ]

  /// The name in square brackets that a line is; `nil` for other lines, JSON's arrays among them.
  private static func section(_ line: String) -> String? {
    guard line.hasPrefix("["), line.hasSuffix("]") else { return nil }
    let name = line.drop { $0 == "[" }.prefix { $0 != "]" }
    guard let first = name.first, first.isLetter, name.allSatisfy(isOfWord) else { return nil }
    return ["true", "false", "null"].contains(name) ? nil : String(name)
  }

  /// The word that a line begins with, in front of a colon or an equals sign.
  private static func key(of line: String, before sign: Character) -> String? {
    let word = line.prefix { isOfWord($0) }
    let rest = line.dropFirst(word.count).drop { $0 == " " }
    guard !word.isEmpty, rest.first == sign else { return nil }
    return String(word)
  }

  private static func isOfWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_-.".contains(character)
  }

  /// Whether a word is `left,top,right,bottom,class`.
  private static func isBox(_ word: Substring) -> Bool {
    let numbers = word.split(separator: ",", omittingEmptySubsequences: false)
    return numbers.count == 5 && numbers.allSatisfy { Double($0) != nil }
  }

  /// The lines that say something, of the beginning of a text.
  private static func lines(of bytes: [UInt8]) -> [String] {
    String(decoding: bytes.prefix(1 << 14), as: UTF8.self)
      .split(whereSeparator: \.isNewline)
      .map { line in
        var line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace == true { line.removeLast() }
        return String(line)
      }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix(";") }
  }

  /// A file that is no text in UTF-8.
  private static func binary(_ bytes: [UInt8]) -> ForeignConfiguration? {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff])
      || bytes.prefix(4).contains(0) && bytes.prefix(4).contains(UInt8(ascii: "{"))
    {
      return ForeignConfiguration("a text in UTF-16", "save the file as UTF-8")
    }
    let arrays = [Array("PK".utf8) + [3, 4], [0x93] + Array("NUMPY".utf8)]
    if arrays.contains(where: { bytes.starts(with: $0) }) {
      return ForeignConfiguration("a file of arrays", "give it as the heads, and the config here")
    }
    if bytes.starts(with: [0xff, 0xd8]) || bytes.starts(with: [0x89] + Array("PNG".utf8)) {
      return ForeignConfiguration("a picture", form)
    }
    return nil
  }
}

// MARK: - JSON of another kind

extension ForeignConfiguration {
  /// Recognises JSON that is somebody else's; `nil` for what may be a configuration.
  init?(_ json: JSONValue) {
    guard let members = json.members else { return nil }
    let keys = Set(members.map(\.key))
    if keys.contains("strides"), !keys.contains("scales") {
      self.init(
        "\"strides\" in a list of their own",
        """
        write \"scales\", one for each: [{"stride": 8, "anchors": [[10, 13], [16, 30]]}], the smallest \
        anchors with the smallest stride
        """
      )
      return
    }
    if keys.contains("nc"), !keys.contains("classes") {
      self.init(
        "\"nc\", ultralytics' word for the number of classes",
        "write \"classes\", a count, a list of names or the path of a names file"
      )
      return
    }
    guard keys.isDisjoint(with: ["scales", "classes"]) else { return nil }
    if keys.isSuperset(of: ["annotations", "categories"]) {
      self.init("COCO's labels", "give them as the labels, and the config here")
    } else if keys.isSuperset(of: ["shape", "dtype"]) {
      self.init("the sidecar of a raw array", "give the config here")
    } else if keys.contains("nbformat") {
      self.init("a notebook", Self.form)
    } else {
      return nil
    }
  }
}
