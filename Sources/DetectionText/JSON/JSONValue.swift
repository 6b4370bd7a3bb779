/// A JSON value that knows where in its file it stands.
package struct JSONValue: Hashable, Sendable {
  /// What the value is.
  package let content: Content

  /// The position of its first character.
  package let position: SourcePosition

  /// The six kinds of JSON values.
  package enum Content: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// A number as it was written: no digit is lost before the reader knows what it wants.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// The members in the order of the file; no key appears twice.
    case object([JSONMember])
  }
}

/// A key and its value, as they stand in an object.
package struct JSONMember: Hashable, Sendable {
  package let key: String
  package let keyPosition: SourcePosition
  package let value: JSONValue
}

extension JSONValue {
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
