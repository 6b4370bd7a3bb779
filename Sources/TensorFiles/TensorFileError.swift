/// The reason why a tensor file could not be read or written.
///
/// The parts are data, so that a caller can sort errors by ``kind`` and tools can print them in
/// their own way; ``description`` makes the one sentence that a person reads.
public struct TensorFileError: Error, Hashable, Sendable {
  /// What sort of trouble it is, coarse enough to choose an exit code by.
  public enum Kind: Hashable, Sendable {
    /// The file does not exist.
    case missing

    /// The file exists and cannot be read: permissions, a directory, a pipe, a failing disk.
    case unreadable

    /// The content breaks the rules of its format.
    case malformed

    /// The content is sound and of a kind that this library does not read.
    case unsupported

    /// The content needs more memory than the limits or the machine allow.
    case tooLarge

    /// The output file cannot be created, or cannot be given its name.
    case cannotCreate

    /// The output file was begun and could not be completed.
    case writeFailed
  }

  /// The part of the file that the error is about.
  public enum Place: Hashable, Sendable {
    /// The file as a whole.
    case file

    /// A byte, counted from the start of the file.
    case byte(Int)

    /// A member of an archive as a whole, by its name in the archive.
    case member(String)

    /// A byte of a member of an archive, counted from the start of its uncompressed content.
    case memberByte(String, Int)
  }

  /// What sort of trouble it is.
  public let kind: Kind

  /// The path of the file, as the caller gave it.
  public let path: String

  /// Where in the file it is.
  public let place: Place

  /// What was there.
  public let found: String

  /// What should have been there.
  public let expected: String

  /// What the reader of the message can do about it.
  public let remedy: String
}

extension TensorFileError: CustomStringConvertible {
  /// One sentence: file, place, what was found, what was expected, and the remedy.
  public var description: String {
    "\(path)\(place): found \(found), expected \(expected); \(remedy)"
  }
}

extension TensorFileError.Place: CustomStringConvertible {
  /// The place as it follows the path in a message; empty for the file as a whole.
  public var description: String {
    switch self {
    case .file: ""
    case .byte(let offset): ", byte \(offset)"
    case .member(let name): ", member \(quotedForMessage(name))"
    case .memberByte(let name, let offset):
      ", member \(quotedForMessage(name)), byte \(offset)"
    }
  }
}

/// The file, and the archive member, whose content is being looked at; the maker of its errors.
struct FaultSite: Sendable {
  static let exportAgain = "the file is damaged or cut short: export or copy it again"

  /// The path of the file, as the caller gave it.
  let path: String

  /// The member of the archive, when inside one.
  var member: String?

  func place(_ offset: Int?) -> TensorFileError.Place {
    switch (member, offset) {
    case (nil, nil): .file
    case (nil, let offset?): .byte(offset)
    case (let member?, nil): .member(member)
    case (let member?, let offset?): .memberByte(member, offset)
    }
  }

  func malformed(
    at offset: Int? = nil,
    found: String,
    expected: String,
    remedy: String = exportAgain
  ) -> TensorFileError {
    error(.malformed, at: offset, found: found, expected: expected, remedy: remedy)
  }

  func unsupported(
    at offset: Int? = nil,
    found: String,
    expected: String,
    remedy: String
  ) -> TensorFileError {
    error(.unsupported, at: offset, found: found, expected: expected, remedy: remedy)
  }

  func error(
    _ kind: TensorFileError.Kind,
    at offset: Int? = nil,
    found: String,
    expected: String,
    remedy: String
  ) -> TensorFileError {
    TensorFileError(
      kind: kind,
      path: path,
      place: place(offset),
      found: found,
      expected: expected,
      remedy: remedy
    )
  }
}

/// `text` in quotes, cut to a readable length, with control characters spelt out.
///
/// Names come from files that anybody may have made; a raw escape sequence in one of them must not
/// reach the reader's terminal.
func quotedForMessage(_ text: String) -> String {
  let longest = 80
  var result = "'"
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < longest else { return result + "…'" }
    count += 1
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
      .privateUse:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default:
      result.unicodeScalars.append(scalar)
    }
  }
  return result + "'"
}
