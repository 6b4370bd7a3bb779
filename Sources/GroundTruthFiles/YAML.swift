import DetectionText

/// The part of YAML that says where a data set lies: keys at the left edge, with a word, a list or
/// a map of words behind each.
///
/// Nothing else is understood: what stands deeper is passed over, and anchors, tags and text over
/// several lines are refused where a value is asked for.
struct YAML {
  /// What stands behind a key.
  struct Value {
    /// The words; one for a plain value.
    var items: [String] = []

    /// Their keys, where they have some.
    var keys: [String]?

    /// The line of the key, from one.
    let line: Int

    /// Adds an entry of a map.
    mutating func add(_ item: String, for key: String) {
      items.append(item)
      keys = (keys ?? []) + [key]
    }
  }

  private var values: [String: Value] = [:]

  /// Whether a path has the ending of YAML.
  static func isOne(_ path: String) -> Bool {
    [".yaml", ".yml"].contains { path.lowercased().hasSuffix($0) }
  }

  /// The value of a key.
  subscript(key: String) -> Value? {
    values[key].flatMap { $0.items.isEmpty ? nil : $0 }
  }

  private static let wanted: Set<String> = [
    "path", "train", "val", "validation", "test", "nc", "names",
  ]

  /// Reads a file.
  init(_ path: String) throws(Diagnostic) {
    let text = String(decoding: try LabelSource(name: path, classCount: 0).text(), as: UTF8.self)
    var key: String?
    var open = ""
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = Self.withoutComment(raw)
      let bare = Self.trimmed(line)
      if bare.isEmpty || bare == "---" { continue }
      func fault(_ found: String, allowed: String, remedy: String) -> Diagnostic {
        Diagnostic(
          .content,
          code: "labels.yaml",
          at: Place(file: path, line: index + 1),
          found: found,
          allowed: allowed,
          remedy: remedy
        )
      }
      let isInside =
        !open.isEmpty || line.first == " " || line.first == "\t" || line.hasPrefix("- ")
      guard isInside else {
        guard let (name, value) = Self.pair(bare) else {
          throw fault(
            quoted(bare),
            allowed: "a key and its value",
            remedy: "write it as key: value"
          )
        }
        guard values[name] == nil else {
          throw fault(
            "key \(quoted(name)) a second time",
            allowed: "each key once",
            remedy: "remove one of them"
          )
        }
        values[name] = Value(line: index + 1)
        key = Self.wanted.contains(name) ? name : nil
        if key != nil, let mark = value.first, "&*!|>%@`".contains(mark) {
          throw fault(
            "\(quoted(value)) for \(quoted(name))",
            allowed: "words, lists and maps",
            remedy: "write the value itself"
          )
        }
        if value.hasPrefix("[") || value.hasPrefix("{") {
          open = value
        } else if let key, !value.isEmpty {
          values[key]?.items = [Self.unquoted(value)]
        }
        if open.isEmpty { continue }
        take(&open, key)
        continue
      }
      if !open.isEmpty {
        open += " " + bare
        take(&open, key)
      } else if let key {
        if bare.hasPrefix("- ") {
          values[key]?.items.append(Self.unquoted(Self.trimmed(bare.dropFirst(2))))
        } else if let (name, value) = Self.pair(bare) {
          values[key]?.add(Self.unquoted(value), for: Self.unquoted(name))
        } else {
          throw fault(
            quoted(bare),
            allowed: "an item of a list or a map",
            remedy: "write it as - item"
          )
        }
      }
    }
    guard open.isEmpty else {
      throw Diagnostic(
        .content,
        code: "labels.yaml",
        at: Place(file: path),
        found: "a list that does not end",
        allowed: "a closing bracket",
        remedy: "check that the file is complete"
      )
    }
  }

  /// Takes a list or map in brackets, as soon as it is whole.
  private mutating func take(_ open: inout String, _ key: String?) {
    guard let last = open.last, last == (open.first == "[" ? "]" : "}") else { return }
    defer { open = "" }
    guard let key else { return }
    for item in Self.split(open.dropFirst().dropLast()) where !item.isEmpty {
      if open.first == "{", let (name, value) = Self.pair(item) {
        values[key]?.add(Self.unquoted(value), for: Self.unquoted(name))
      } else {
        values[key]?.items.append(Self.unquoted(item))
      }
    }
  }

  // MARK: - Words

  /// A key and what stands behind its colon.
  private static func pair(_ text: String) -> (String, String)? {
    var quote: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if let mark = quote {
        if text[index] == mark { quote = nil }
      } else if "\"'".contains(text[index]), index == text.startIndex {
        quote = text[index]
      } else if text[index] == ":", next == text.endIndex || text[next] == " " || text[next] == "\t"
      {
        return (trimmed(text[..<index]), trimmed(text[next...]))
      }
      index = next
    }
    return nil
  }

  /// The parts between commas that stand in no quotation.
  private static func split(_ text: Substring) -> [String] {
    var parts = [""]
    var quote: Character?
    for character in text {
      if let mark = quote {
        if character == mark { quote = nil }
      } else if "\"'".contains(character), trimmed(parts[parts.count - 1]).isEmpty {
        quote = character
      } else if character == "," {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    return parts.map { trimmed($0) }
  }

  /// A line up to its comment.
  private static func withoutComment(_ line: Substring) -> Substring {
    var quote: Character?
    var before: Character = " "
    for index in line.indices {
      let character = line[index]
      if let mark = quote {
        if character == mark { quote = nil }
      } else if character == "#", before == " " || before == "\t" {
        return line[..<index]
      } else if "\"'".contains(character), " \t[{,:".contains(before) {
        quote = character
      }
      before = character
    }
    return line
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let mark = text.first, "\"'".contains(mark), text.last == mark else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
