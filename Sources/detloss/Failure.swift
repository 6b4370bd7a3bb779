import DetectionText
import DetectorConfiguration
import TensorFiles

extension Failure {
  /// What to say about `error`.
  ///
  /// An error of a type that is not listed here is a bug: whoever lets a new one out of a command
  /// adds its line.
  package init(_ error: any Error) {
    switch error {
    case let error as Diagnostic: self.init(error)
    case let error as UsageError:
      self.init(message: error.description, code: .usage)
    case let error as ConfigurationError:
      self.init(
        message: error.excerpt.map { "\(error.description)\n\($0)" } ?? error.description,
        code: error.cause == .file ? .noInput : .badConfiguration
      )
    case let error as TensorFileError:
      self.init(message: error.description, code: ExitCode(error.kind))
    case let error as InputError:
      self.init(message: error.description, code: error.exitCode)
    case let error as OutputError: self.init(error)
    default:
      self.init(
        message: """
          internal error: \(String(reflecting: type(of: error))): \(error)
          This is a bug in detloss \(Tool.version); please report it with the command line.
          """,
        code: .bug
      )
    }
  }
}

extension ExitCode {
  /// The code for trouble with an array file.
  fileprivate init(_ kind: TensorFileError.Kind) {
    switch kind {
    case .missing, .unreadable: self = .noInput
    case .malformed, .unsupported, .tooLarge: self = .badContent
    case .cannotCreate: self = .cannotCreate
    case .writeFailed: self = .cannotWrite
    }
  }
}
