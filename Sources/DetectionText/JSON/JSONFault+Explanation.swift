extension JSONFault {
  /// What was found, what is allowed, and how to put it right.
  package var explanation: Explanation {
    switch self {
    case .unexpected(let found, let expected):
      Explanation(
        found: found.text,
        allowed: expected.text,
        remedy: remedy(for: found, expected: expected)
      )
    case .trailingComma(let closing):
      Explanation(
        found: "\"\(closing)\" after a comma",
        allowed: closing == "]" ? "another value" : "another key",
        remedy: "remove the comma"
      )
    case .comment:
      Explanation(found: "a comment", allowed: "none in JSON", remedy: "remove it")
    case .notUTF8(let byte):
      Explanation(
        found: "byte 0x\(hexadecimal(byte)), which is not UTF-8",
        allowed: "UTF-8 text",
        remedy: "save the file as UTF-8"
      )
    case .byteOrderMark:
      Explanation(
        found: "a byte order mark",
        allowed: "none in JSON",
        remedy: "save the file as UTF-8 without it"
      )
    case .leadingZero(let number):
      Explanation(
        found: shortened(number),
        allowed: "a number without leading zeros",
        remedy: "remove the zeros in front"
      )
    case .plusSign:
      Explanation(
        found: "\"+\" before a number",
        allowed: "a number without a plus sign",
        remedy: "remove the sign"
      )
    case .missingDigit(let number):
      Explanation(
        found: quoted(number),
        allowed: "a number with a digit on both sides of the point and after \"-\" and \"e\"",
        remedy: "write the number out, such as 0.5 or 1e-3"
      )
    case .tooDeep(let limit):
      Explanation(
        found: "lists and objects nested deeper than \(limit)",
        allowed: "\(limit) levels",
        remedy: "check that this is the right file"
      )
    case .tooManyValues(let limit):
      Explanation(
        found: "more than \(limit) values",
        allowed: "\(limit)",
        remedy: "check that this is the right file"
      )
    case .tooLarge(let limit):
      Explanation(
        found: "more than \(limit) bytes",
        allowed: "\(limit)",
        remedy: "check that this is the right file"
      )
    case .unterminatedString, .controlCharacter, .unknownEscape, .badUnicodeEscape,
      .loneSurrogate, .duplicateKey:
      stringExplanation
    }
  }

  /// The part of ``explanation`` that concerns strings and keys.
  private var stringExplanation: Explanation {
    switch self {
    case .controlCharacter(0x0A), .controlCharacter(0x0D):
      Explanation(
        found: "a line break inside a string",
        allowed: "strings that end on their line",
        remedy: "add the closing quote, or write the line break as \\n"
      )
    case .controlCharacter(let byte):
      Explanation(
        found: "control character \(codePoint(UInt32(byte))) inside a string",
        allowed: "control characters only as escapes",
        remedy: byte == 0x09 ? "write \\t" : "write \\u00\(hexadecimal(byte))"
      )
    case .unknownEscape(let found):
      Explanation(
        found: "\(found.text) after a backslash",
        allowed: #"\" \\ \/ \b \f \n \r \t \u0000"#,
        remedy: "double the backslash if one is meant"
      )
    case .badUnicodeEscape:
      Explanation(
        found: #"\u without four hexadecimal digits"#,
        allowed: #"\u0000 to \uFFFF"#,
        remedy: "complete the escape"
      )
    case .loneSurrogate(let code):
      Explanation(
        found: "\\u\(String(code, radix: 16, uppercase: true)), half of a surrogate pair",
        allowed: "both halves together",
        remedy: "write the character itself"
      )
    case .duplicateKey(let key, let first):
      Explanation(
        found: "key \(quoted(key)) a second time",
        allowed: "each key once",
        remedy: "remove this one or the first, at \(first)"
      )
    default:
      Explanation(
        found: "the end of the file inside a string",
        allowed: "a closing quote",
        remedy: "check that the file is complete"
      )
    }
  }

  private func remedy(for found: Found, expected: Expected) -> String {
    switch (found, expected) {
    case (.endOfFile, _):
      "check that the file is complete"
    case (.character("'"), _):
      "put strings and keys in double quotes"
    case (.word, .key), (.word, .keyOrBrace):
      "put the key in double quotes"
    case (.word(let word), .value), (.word(let word), .valueOrBracket):
      switch word.lowercased() {
      case "nan", "-nan", "infinity", "-infinity", "inf", "-inf": "write a finite number"
      case "true", "false": "write \(word.lowercased())"
      case "null", "none", "nil": "write null"
      default: "put strings in double quotes"
      }
    case (_, .colon):
      "put a colon between the key and its value"
    case (_, .commaOrBracket), (_, .commaOrBrace):
      "check for a missing comma, quote or bracket"
    case (_, .endOfFile):
      "remove what stands after the end"
    case (_, .value), (_, .valueOrBracket):
      "put a value here"
    case (_, .key), (_, .keyOrBrace):
      "put a key in double quotes here"
    }
  }
}

extension JSONFault.Found {
  /// What was found, in the words of a message.
  fileprivate var text: String {
    switch self {
    case .endOfFile: "the end of the file"
    case .word(let word): shortened(word)
    case .character("\""): "a quote"
    case .character(let scalar) where !steersTerminal(scalar) && !scalar.properties.isWhitespace:
      "\"\(scalar)\""
    case .character(let scalar): "character \(codePoint(scalar.value))"
    }
  }
}

extension JSONFault.Expected {
  /// What is allowed, in the words of a message.
  fileprivate var text: String {
    switch self {
    case .value: "a value"
    case .valueOrBracket: "a value or \"]\""
    case .key: "a key"
    case .keyOrBrace: "a key or \"}\""
    case .colon: "\":\""
    case .commaOrBracket: "\",\" or \"]\""
    case .commaOrBrace: "\",\" or \"}\""
    case .endOfFile: "nothing more"
    }
  }
}
