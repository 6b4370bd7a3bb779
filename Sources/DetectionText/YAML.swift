/// The part of YAML that says where a data set lies and what a model is made of: keys at the left
/// edge, with a word, a list or a map of words behind each.
///
/// An item in brackets stays a text, which ``items(of:)`` takes apart. Nothing else is understood:
/// what stands deeper is passed over, and anchors, tags and text over several lines are refused where
/// a value is asked for.
package struct YAML {
  /// What stands behind a key.
  package struct Value {
    /// The words; one for a plain value.
    package fileprivate(set) var items: [String] = []

    /// Their keys, where they have some.
    package fileprivate(set) var keys: [String]?

    /// The line of the key, from one.
    package let line: Int

    /// Adds an entry of a map.
    fileprivate mutating func add(_ item: String, for key: String) {
      items.append(item)
      keys = keys ?? []
      keys?.append(key)
    }
  }

  private var values: [String: Value] = [:]

  /// Whether a path has the ending of YAML.
  package static func isOne(_ path: String) -> Bool {
    [".yaml", ".yml"].contains { path.lowercased().hasSuffix($0) }
  }

  /// The value of a key; `nil` where it has none.
  package subscript(key: String) -> Value? {
    values[key].flatMap { $0.items.isEmpty ? nil : $0 }
  }

  /// The keys, in the order of their lines.
  package var keys: [String] { values.sorted { $0.value.line < $1.value.line }.map(\.key) }

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - bytes: The text, which is UTF-8.
  ///   - file: What messages call it.
  ///   - wanted: The keys whose values are read; of others only the names are kept.
  ///   - code: The code of what is wrong with it.
  /// - Throws: The first fault.
  package init(
    _ bytes: ArraySlice<UInt8>,
    file: String,
    wanted: Set<String>,
    code: String
  ) throws(Diagnostic) {
    let text = String(decoding: bytes, as: UTF8.self)
    var key: String?
    var open = OpenBrackets()
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = Self.withoutComment(raw)
      let bare = Self.trimmed(line)
      if bare.isEmpty || bare == "---" { continue }
      func fault(_ found: String, allowed: String, remedy: String) -> Diagnostic {
        Diagnostic(
          .content,
          code: code,
          at: Place(file: file, line: index + 1),
          found: found,
          allowed: allowed,
          remedy: remedy
        )
      }
      let isInside =
        !open.text.isEmpty || line.first == " " || line.first == "\t" || line.hasPrefix("- ")
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
        key = wanted.contains(name) ? name : nil
        if key != nil, let mark = value.first, "&*!|>%@`".contains(mark) {
          throw fault(
            "\(quoted(value)) for \(quoted(name))",
            allowed: "words, lists and maps",
            remedy: "write the value itself"
          )
        }
        if value.hasPrefix("[") || value.hasPrefix("{") {
          open.add(value)
          take(&open, key)
        } else if let key, !value.isEmpty {
          values[key]?.items = [Self.unquoted(value)]
        }
        continue
      }
      let beginsBelow =
        (bare.hasPrefix("[") || bare.hasPrefix("{"))
        && key.map { values[$0]?.items.isEmpty == true } == true
      if !open.text.isEmpty || beginsBelow {
        open.add(bare)
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
    guard open.text.isEmpty else {
      throw Diagnostic(
        .content,
        code: code,
        at: Place(file: file),
        found: "a list that does not end",
        allowed: "a closing bracket",
        remedy: "check that the file is complete"
      )
    }
  }

  /// Takes a list or map in brackets, as soon as it is whole.
  private mutating func take(_ open: inout OpenBrackets, _ key: String?) {
    guard open.depth <= 0 else { return }
    let text = open.text
    open = OpenBrackets()
    guard let key else { return }
    for item in Self.items(of: text) {
      if text.first == "{", let (name, value) = Self.pair(item) {
        values[key]?.add(Self.unquoted(value), for: Self.unquoted(name))
      } else {
        values[key]?.items.append(Self.unquoted(item))
      }
    }
  }

  /// The items of a list in brackets, lists among them as their texts; none of another text.
  package static func items(of list: String) -> [String] {
    guard let last = list.last, list.count > 1, "[{".contains(list.first ?? " "),
      "]}".contains(last)
    else { return [] }
    return split(list.dropFirst().dropLast()).filter { !$0.isEmpty }
  }

  /// The names of classes, `names`, in the order of their numbers; `nil` where there are none.
  ///
  /// - Parameters:
  ///   - file: What messages call the text.
  ///   - code: The code of what is wrong with it.
  /// - Returns: The names.
  /// - Throws: An error for numbers with a gap, and for another count than `nc` says.
  package func classNames(in file: String, code: String) throws(Diagnostic) -> [String]? {
    guard let names = self["names"] else { return nil }
    if let count = self["nc"], Int(count.items.first ?? "") != names.items.count {
      throw Diagnostic(
        .content,
        code: code,
        at: Place(file: file, line: count.line),
        found: """
          nc \(shortened(count.items.first ?? "")) and \(counted(names.items.count, "name"))
          """,
        allowed: "as many of both",
        remedy: "correct one of them"
      )
    }
    guard let keys = names.keys else { return names.items }
    var ordered = [String?](repeating: nil, count: keys.count)
    for (key, name) in zip(keys, names.items) {
      guard let number = Int(key), ordered.indices.contains(number), ordered[number] == nil else {
        throw Diagnostic(
          .content,
          code: code,
          at: Place(file: file, line: names.line),
          found: "class \(quoted(key)) of \(keys.count)",
          allowed: "each number from 0 to \(keys.count - 1) once",
          remedy: "number the classes from 0"
        )
      }
      ordered[number] = name
    }
    return ordered.compactMap { $0 }
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

  /// The parts between commas that stand in no quotation and in no brackets.
  private static func split(_ text: Substring) -> [String] {
    var parts: [Substring] = []
    var start = text.startIndex
    var brackets = OpenBrackets()
    for index in text.indices {
      brackets.pass(text[index])
      guard text[index] == ",", brackets.depth == 0, !brackets.isQuoted else { continue }
      parts.append(text[start..<index])
      start = text.index(after: index)
    }
    return (parts + [text[start...]]).map { trimmed($0) }
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

/// A text whose brackets are counted while it grows.
private struct OpenBrackets {
  private(set) var text = ""

  /// How many brackets are open.
  private(set) var depth = 0

  private var quote: Character?
  private var before: Character = ","

  var isQuoted: Bool { quote != nil }

  mutating func add(_ line: String) {
    if !text.isEmpty { text += " " }
    text += line
    line.forEach { pass($0) }
    before = " "
  }

  /// Looks at the next character; a quotation begins only where a word does.
  mutating func pass(_ character: Character) {
    if let mark = quote {
      if character == mark { quote = nil }
    } else if "\"'".contains(character), " \t[{,:".contains(before) {
      quote = character
    } else if "[{".contains(character) {
      depth += 1
    } else if "]}".contains(character) {
      depth -= 1
    }
    before = character
  }
}
