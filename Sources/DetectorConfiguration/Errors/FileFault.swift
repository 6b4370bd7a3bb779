/// Why a file cannot be read.
public enum FileFault: Error, Hashable, Sendable {
  /// There is no such file.
  case missing

  /// The path leads to a directory.
  case isDirectory

  /// The system does not permit it.
  case notPermitted

  /// Another reason, in the system's words.
  case failed(reason: String)
}

extension FileFault: CustomStringConvertible {
  /// What was found instead of a readable file.
  public var description: String {
    switch self {
    case .missing: "no file"
    case .isDirectory: "a directory"
    case .notPermitted: "a file that may not be read"
    case .failed(let reason): "a file that cannot be read (\(printable(reason)))"
    }
  }
}
