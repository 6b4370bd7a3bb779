/// A way in which a text is not strict JSON (RFC 8259).
public enum JSONFault: Hashable, Sendable {
  /// What stands where something else was expected.
  public enum Found: Hashable, Sendable {
    /// The text ends.
    case endOfFile

    /// A character that begins no word.
    case character(Unicode.Scalar)

    /// A word such as `NaN`, `True` or a key without quotes.
    case word(String)
  }

  /// What may stand at a place.
  public enum Expected: Hashable, Sendable {
    /// Any value.
    case value

    /// A value, or the end of an empty array.
    case valueOrBracket

    /// A quoted key.
    case key

    /// A quoted key, or the end of an empty object.
    case keyOrBrace

    /// The colon after a key.
    case colon

    /// A comma, or the end of the array.
    case commaOrBracket

    /// A comma, or the end of the object.
    case commaOrBrace

    /// Nothing: the file's value is complete.
    case endOfFile
  }

  /// Something else stands where the grammar wants `expected`.
  case unexpected(Found, expected: Expected)

  /// A comma before a closing bracket or brace.
  case trailingComma(closing: Unicode.Scalar)

  /// A comment, which JSON does not have.
  case comment

  /// A byte that is not part of UTF-8 text.
  case notUTF8(byte: UInt8)

  /// A byte order mark at the start.
  case byteOrderMark

  /// A number with superfluous leading zeros.
  case leadingZero(number: String)

  /// A number that begins with a plus sign.
  case plusSign

  /// A minus sign, decimal point or exponent without a digit where one is needed.
  case missingDigit(number: String)

  /// A string that the file ends in.
  case unterminatedString

  /// A control character inside a string, which must be escaped.
  case controlCharacter(UInt8)

  /// A backslash with something behind it that is no escape.
  case unknownEscape(Found)

  /// `\u` without four hexadecimal digits.
  case badUnicodeEscape

  /// Half of a surrogate pair on its own.
  case loneSurrogate(UInt16)

  /// A key that the object has already.
  case duplicateKey(String, first: SourcePosition)

  /// Arrays and objects nested deeper than `limit`.
  case tooDeep(limit: Int)

  /// More than `limit` values.
  case tooManyValues(limit: Int)

  /// More than `limit` bytes.
  case tooLarge(limit: Int)
}

/// A fault, and where it is.
package struct JSONError: Error, Hashable, Sendable {
  package let fault: JSONFault
  package let position: SourcePosition
  /// The value that was being read.
  package let path: ValuePath
}
