import DetectionText

/// An element of an XML file, with its text and the elements in it.
struct XMLElement {
  let name: String

  /// The line of its opening tag, from one.
  let line: Int

  /// What stands in it outside of other elements, without blanks around.
  var text = ""

  var children: [XMLElement] = []

  /// The first child of a name.
  subscript(name: String) -> XMLElement? { children.first { $0.name == name } }
}

extension XMLElement {
  /// The deepest nesting; Pascal VOC has four levels.
  static let deepest = 32

  /// Reads a file: elements, text, comments, CDATA, and the five entities with numbers.
  ///
  /// There is no document type and hence no entity that stands for more text, or for a file.
  ///
  /// - Throws: The first fault, at its line.
  /// - Complexity: O(size); attributes are passed over.
  init(_ source: LabelSource) throws(Diagnostic) {
    var reader = XMLReader(file: source.name, bytes: try source.text())
    self = try reader.read()
  }
}

private struct XMLReader {
  let file: String
  let bytes: ArraySlice<UInt8>
  private var offset: Int
  private var line = 1

  init(file: String, bytes: ArraySlice<UInt8>) {
    (self.file, self.bytes) = (file, bytes)
    offset = bytes.startIndex
  }

  mutating func read() throws(Diagnostic) -> XMLElement {
    var open: [XMLElement] = []
    while offset < bytes.endIndex {
      guard bytes[offset] == UInt8(ascii: "<") else {
        let text = try text(until: "<")
        if open.isEmpty, !text.isEmpty {
          throw fault("\(quoted(Self.trimmed(text))) outside of any element", remedy: "remove it")
        }
        if !open.isEmpty { open[open.count - 1].text += text }
        continue
      }
      if take("<!--") {
        _ = try skip(to: "-->", "a comment")
      } else if take("<![CDATA[") {
        let text = try skip(to: "]]>", "CDATA")
        if !open.isEmpty { open[open.count - 1].text += text }
      } else if take("<?") {
        _ = try skip(to: "?>", "a declaration")
      } else if take("<!") {
        throw fault("a document type", remedy: "remove it: labels need none")
      } else if take("</") {
        let name = Self.trimmed(try skip(to: ">", "a closing tag"))
        guard let last = open.popLast(), last.name == name else {
          throw fault(
            "</\(shortened(name))>",
            allowed: "the end of the element that is open",
            remedy: "check the tags"
          )
        }
        var element = last
        element.text = Self.trimmed(element.text)
        guard !open.isEmpty else {
          try finish()
          return element
        }
        open[open.count - 1].children.append(element)
      } else {
        offset += 1
        let start = line
        let (name, isEmpty) = try tag()
        guard open.count < XMLElement.deepest else {
          throw fault(
            "elements nested deeper than \(XMLElement.deepest)",
            remedy: "check that this is the right file"
          )
        }
        open.append(XMLElement(name: name, line: start))
        if isEmpty, let element = open.popLast() {
          guard !open.isEmpty else {
            try finish()
            return element
          }
          open[open.count - 1].children.append(element)
        }
      }
    }
    throw fault(
      open.last.map { "the end of the file in <\(shortened($0.name))>" } ?? "no element",
      remedy: "check that the file is complete"
    )
  }

  /// Refuses a second element behind the first.
  private mutating func finish() throws(Diagnostic) {
    while offset < bytes.endIndex {
      if take("<!--") {
        _ = try skip(to: "-->", "a comment")
      } else if bytes[offset] <= UInt8(ascii: " ") {
        step()
      } else {
        throw fault("more behind the end", remedy: "write one file for each image")
      }
    }
  }

  // MARK: - Parts

  /// The name of an opening tag, and whether it closes itself.
  private mutating func tag() throws(Diagnostic) -> (name: String, isEmpty: Bool) {
    let start = offset
    var quote: UInt8?
    while offset < bytes.endIndex {
      let byte = bytes[offset]
      if let mark = quote {
        if byte == mark { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "<") {
        break
      }
      step()
    }
    guard offset < bytes.endIndex, bytes[offset] == UInt8(ascii: ">") else {
      throw fault("a tag that does not end", remedy: "check that the file is complete")
    }
    var inside = bytes[start..<offset]
    step()
    let isEmpty = inside.last == UInt8(ascii: "/")
    if isEmpty { inside.removeLast() }
    let name = inside.prefix { $0 > UInt8(ascii: " ") }
    guard let first = name.first,
      first >= 0x80 || first == UInt8(ascii: "_") || Self.isLetter(first)
    else { throw fault("\"<\" without a name", remedy: "write &lt; for the character") }
    return (String(decoding: name, as: UTF8.self), isEmpty)
  }

  /// The text up to `end`, with entities replaced.
  private mutating func text(until end: Character) throws(Diagnostic) -> String {
    let start = offset
    var hasEntities = false
    while offset < bytes.endIndex, bytes[offset] != end.asciiValue {
      hasEntities = hasEntities || bytes[offset] == UInt8(ascii: "&")
      step()
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard hasEntities else { return Self.isBlank(bytes[start..<offset]) ? "" : text }
    var parts = text.split(separator: "&", omittingEmptySubsequences: false)[...]
    var result = String(parts.removeFirst())
    for part in parts {
      let name = part.prefix { $0 != ";" }
      guard name.endIndex < part.endIndex, let character = Self.entity(name) else {
        throw fault(
          "\(quoted("&\(part.prefix(12))"))",
          allowed: "&amp; &lt; &gt; &quot; &apos; and numbers such as &#233;",
          remedy: "write &amp; for the character \"&\""
        )
      }
      result.unicodeScalars.append(character)
      result += part[name.endIndex...].dropFirst()
    }
    return result
  }

  private static func entity(_ name: Substring) -> Unicode.Scalar? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.first == "#", name.count <= 9 else { return nil }
      let digits = name.dropFirst()
      let code =
        digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }
    }
  }

  /// What stands up to `end`, which is passed.
  private mutating func skip(to end: String, _ what: String) throws(Diagnostic) -> String {
    let start = offset
    while offset < bytes.endIndex {
      let stop = offset
      if take(end) { return String(decoding: bytes[start..<stop], as: UTF8.self) }
      step()
    }
    throw fault("\(what) that does not end", remedy: "check that the file is complete")
  }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[offset...].starts(with: text.utf8) else { return false }
    offset += text.utf8.count
    return true
  }

  private mutating func step() {
    if bytes[offset] == UInt8(ascii: "\n") { line += 1 }
    offset += 1
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 <= UInt8(ascii: " ") }
  }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private func fault(_ found: String, allowed: String = "", remedy: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "labels.xml",
      at: Place(file: file, line: line),
      found: found,
      allowed: allowed,
      remedy: remedy
    )
  }
}
