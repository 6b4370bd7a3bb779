import DetectionText

/// Why a configuration cannot be used.
///
/// ``description`` is one sentence: file, line, column, key path, what was found, what is allowed
/// and what to do. ``excerpt`` shows the line it is about.
public enum ConfigurationError: Error, Hashable, Sendable {
  /// The configuration file cannot be read.
  case file(path: String, FileFault)

  /// The file of class names that the configuration names at `place` cannot be read.
  case namesFile(path: String, FileFault, place: ConfigurationPlace)

  /// Something at `place` is not as it must be.
  case content(ConfigurationProblem, place: ConfigurationPlace)

  /// Whether a file is at fault, or what it says.
  public enum Cause: Hashable, Sendable {
    /// A file is missing or cannot be read.
    case file

    /// A file was read, and its content is not a valid configuration.
    case content
  }

  /// Whether a file is at fault, or what it says.
  public var cause: Cause {
    switch self {
    case .file(_, .tooLarge), .namesFile(_, .tooLarge, _): .content
    case .file, .namesFile: .file
    case .content: .content
    }
  }

  /// Where the fault is, or `nil` if the configuration file could not be read.
  public var place: ConfigurationPlace? {
    switch self {
    case .file: nil
    case .namesFile(_, _, let place), .content(_, let place): place
    }
  }

  /// The line that the fault is in and a caret under its column, or `nil` if there is none.
  public var excerpt: String? { place?.excerpt }
}

/// A place in a configuration, and what the reader sees there.
public struct ConfigurationPlace: Hashable, Sendable {
  /// The file as it was named.
  public var file: String

  /// The line and column.
  public var position: SourcePosition

  /// The keys and indices that lead to the value; empty for the file as a whole.
  public var path: ValuePath

  /// The line around the position and a caret under it: two lines of text.
  public var excerpt: String

  /// Creates a place from its parts.
  public init(file: String, position: SourcePosition, path: ValuePath, excerpt: String) {
    self.file = file
    self.position = position
    self.path = path
    self.excerpt = excerpt
  }
}

extension ConfigurationPlace: CustomStringConvertible {
  /// `file:line:column: key.path`, without the last part for the file as a whole.
  public var description: String {
    let start = "\(printable(file)):\(position)"
    return path.steps.isEmpty ? start : "\(start): \(path)"
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// One sentence naming the place, the fault, what is allowed, and the remedy.
  public var description: String {
    switch self {
    case .file(let path, let fault):
      "\(Diagnostic(file: path, fault, allowed: "a readable JSON file"))"
    case .namesFile(let path, let fault, let place):
      """
      \(place): found \(fault) at "\(printable(path))"; \
      allowed a file with one class name per line; \
      check the path, which starts from the configuration's folder\(countHint(path))
      """
    case .content(let problem, let place):
      "\(place): \(problem.sentence)"
    }
  }

  /// A count in quotes is a path, which is rarely what was meant.
  private func countHint(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    let isCount = !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isCount ? ", or write a count without quotes" : ""
  }
}
