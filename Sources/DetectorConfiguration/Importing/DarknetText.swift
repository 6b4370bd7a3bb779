import DetectionText

/// A text of darknet's: options under section names in brackets.
///
/// As in darknet, blanks count nowhere, a line that begins with `#` or `;` is a comment, and of two
/// options with one name the first counts. A number ends where a `#` begins.
///
/// - Source: AlexeyAB/darknet, `src/option_list.c` and `src/parser.c`,
///   <https://github.com/AlexeyAB/darknet>.
struct DarknetText {
  /// A line `key = value`.
  struct Option {
    let section: String
    let key: String
    let value: String
    let line: Int
  }

  /// A name in brackets and the options below it.
  struct Section {
    /// The name without its brackets; empty for what stands before the first.
    let name: String
    let line: Int
    var options: [Option] = []

    /// The option that counts.
    subscript(key: String) -> Option? { options.first { $0.key == key } }
  }

  /// The sections in their order; the first has no name.
  private(set) var sections = [Section(name: "", line: 1)]

  /// The lines that are neither.
  private(set) var otherLines: [Int] = []

  /// Options whose section has their name already.
  private(set) var repeated: [Option] = []

  init(_ text: SourceText) {
    let lines = text.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = String(decoding: bytes.filter { !" \t\r".utf8.contains($0) }, as: UTF8.self)
      guard let first = line.first, first != "#", first != ";" else { continue }
      let last = sections.count - 1
      if first == "[" {
        let name = line.dropFirst().prefix { $0 != "]" }
        sections.append(Section(name: String(name), line: index + 1))
      } else if let sign = line.firstIndex(of: "="), sign > line.startIndex,
        line.index(after: sign) < line.endIndex
      {
        let option = Option(
          section: sections[last].name,
          key: String(line[..<sign]),
          value: String(line[line.index(after: sign)...]),
          line: index + 1
        )
        if sections[last][option.key] != nil {
          repeated.append(option)
        } else if sections[last].options.count < Self.mostOptions {
          sections[last].options.append(option)
        } else {
          otherLines.append(index + 1)
        }
      } else {
        otherLines.append(index + 1)
      }
    }
  }

  /// Options of a section beyond these are passed over, as lines that are none: looking for doubles
  /// must not take the square of a file's length. darknet's own layers have thirty.
  private static let mostOptions = 200
}

// MARK: - Values

extension DarknetText.Option {
  func place(in text: SourceText) -> Place { Place(file: text.file, line: line) }

  /// What is said before a comment.
  private var bare: String { String(value.prefix { $0 != "#" }) }

  /// A fault of this option.
  func fault(
    in text: SourceText,
    _ code: String = "value",
    found: String? = nil,
    allowed: String,
    remedy: String = "correct it"
  ) -> Diagnostic {
    text.fault(
      line: line,
      code,
      part: section.isEmpty ? key : "[\(shortened(section))] \(shortened(key))",
      found: found ?? quoted(value),
      allowed: allowed,
      remedy: remedy
    )
  }

  /// The parts between commas; a comma too many is a fault, which darknet reads as 0.
  func items(in text: SourceText) throws(Diagnostic) -> [String] {
    let items = bare.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !items.contains("") else {
      throw fault(in: text, allowed: "numbers with a comma between each two")
    }
    return items
  }

  /// A whole number that no sum or product of a few makes overflow.
  func integer(_ range: ClosedRange<Int> = -1_000_000...1_000_000, in text: SourceText)
    throws(Diagnostic) -> Int
  {
    try integer(bare, range, in: text)
  }

  func integer(_ item: String, _ range: ClosedRange<Int>, in text: SourceText)
    throws(Diagnostic) -> Int
  {
    guard let number = Int(item), range.contains(number) else {
      throw fault(in: text, allowed: integers(range))
    }
    return number
  }

  func number(in text: SourceText) throws(Diagnostic) -> Double { try number(bare, in: text) }

  /// A finite number in decimal digits.
  func number(_ item: String, in text: SourceText) throws(Diagnostic) -> Double {
    guard item.utf8.allSatisfy({ "0123456789.+-eE".utf8.contains($0) }), let number = Double(item),
      number.isFinite
    else { throw fault(in: text, allowed: "a number") }
    return number
  }
}

/// A number as JSON has it: without a point where it is whole.
func jsonNumber(_ value: Double) -> JSONValue {
  let text = value.description
  return JSONValue(.number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text))
}
