/// A JSON value that knows where in its text it stands.
package struct JSONValue: Hashable, Sendable {
  /// The six kinds of JSON values.
  package enum Content: Hashable, Sendable {
    case null
    case boolean(Bool)

    /// A number as it was written: no digit is lost before the reader knows what it wants.
    case number(String)

    case string(String)
    case array([JSONValue])

    /// The members in the order of the text; no key appears twice.
    case object([JSONMember])
  }

  /// What the value is.
  package let content: Content

  /// The position of its first character.
  package let position: SourcePosition

  /// Creates a value.
  package init(_ content: Content, at position: SourcePosition = .start) {
    self.content = content
    self.position = position
  }
}

/// A key and its value, as they stand in an object.
package struct JSONMember: Hashable, Sendable {
  package let key: String
  package let keyPosition: SourcePosition
  package let value: JSONValue

  package init(key: String, keyPosition: SourcePosition = .start, value: JSONValue) {
    self.key = key
    self.keyPosition = keyPosition
    self.value = value
  }
}

extension JSONValue {
  /// The members, or `nil` if this is no object.
  package var members: [JSONMember]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The elements, or `nil` if this is no array.
  package var elements: [JSONValue]? {
    if case .array(let elements) = content { elements } else { nil }
  }

  /// The text, or `nil` if this is no string.
  package var string: String? {
    if case .string(let text) = content { text } else { nil }
  }

  /// The number nearest to what was written, or `nil` if this is no number or too large for a
  /// `Double`.
  package var finiteNumber: Double? {
    guard case .number(let text) = content, let value = Double(text), value.isFinite else {
      return nil
    }
    return value
  }

  /// The integer that was written, or `nil` if this is no number, has a fraction or an exponent
  /// (`8.0` is not an integer), or does not fit.
  package var integer: Int? {
    guard case .number(let text) = content else { return nil }
    return Int(text)
  }

  /// The value of `key`, or `nil` if this is no object or has no such key.
  ///
  /// - Complexity: O(n) in the number of members.
  package subscript(key: String) -> JSONValue? {
    members?.first { $0.key == key }?.value
  }

  /// What this value is, in the words of a message: `the string "8"`, `an object`.
  package var summary: String {
    switch content {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let text): shortened(text)
    case .string(let text): "the string \(quoted(text))"
    case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
    case .object: "an object"
    }
  }
}

extension JSONValue: CustomStringConvertible {
  /// This value as JSON text on one line.
  ///
  /// - Complexity: O(n); recurses once a level.
  package var description: String {
    switch content {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let text): jsonString(text)
    case .array(let elements): "[\(elements.map(\.description).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\(jsonString($0.key)): \($0.value)" }.joined(separator: ", "))}"
    }
  }
}

/// `text` as a JSON string, quotes included.
private func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case _ where scalar.value < 0x20: result += "\\u00\(hexadecimal(UInt8(scalar.value)))"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

// MARK: - Paths

/// One step from a JSON value to one inside it.
package enum JSONStep: Hashable, Sendable {
  /// The member of an object.
  case key(String)

  /// The element of an array, from zero.
  case index(Int)
}

/// The steps to a value as one would write them in a program: `scales[1].anchors[0]`.
///
/// - Edge cases: odd keys are quoted and shortened; of more than twelve steps, deeper than any file
///   that a person reads, the middle is left out.
package func jsonPath(_ steps: [JSONStep]) -> String {
  guard steps.count <= 12 else {
    return "\(jsonPath(Array(steps.prefix(4))))…\(jsonPath(Array(steps.suffix(4))))"
  }
  var text = ""
  for step in steps {
    switch step {
    case .index(let index): text += "[\(index)]"
    case .key(let key) where isPlain(key): text += text.isEmpty ? key : ".\(key)"
    case .key(let key): text += "[\(quoted(key))]"
    }
  }
  return text
}

/// Whether a key needs no quotes.
private func isPlain(_ key: String) -> Bool {
  (1...64).contains(key.utf8.count)
    && key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default:
        false
      }
    }
}
