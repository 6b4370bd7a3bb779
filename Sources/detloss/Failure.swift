import DetectionAnalysis

/// What the tool says and returns when a command fails: the one place that maps errors.
package struct Failure: Hashable, Sendable {
  /// One or more lines without a closing line end.
  package let message: String

  /// The exit code.
  package let code: ExitCode

  /// Creates a failure.
  package init(message: String, code: ExitCode) {
    self.message = message
    self.code = code
  }

  /// What to say about `error`.
  ///
  /// An error of a type that is not listed here is a bug: whoever lets a new one out of a command
  /// adds its line.
  package init(_ error: any Error) {
    switch error {
    case let error as Diagnostic:
      self.init(message: error.commandText, code: ExitCode(error.cause))
    case let error as UsageError:
      self.init(message: error.description, code: .usage)
    case let error as ConfigurationError:
      self.init(
        message: error.excerpt.map { "\(error.description)\n\($0)" } ?? error.description,
        code: error.cause == .file ? .noInput : .badConfiguration
      )
    case let error as OutputError:
      self.init(
        message: error.description,
        code: error.isAboutCreation ? .cannotCreate : .cannotWrite
      )
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

extension Diagnostic {
  /// The sentence with the option that helps, as the command line spells it, and the excerpt.
  package var commandText: String {
    var text = description
    if let setting {
      text += " (--\(setting.name)"
      text += (setting.values.isEmpty ? "" : " " + setting.values.joined(separator: "|")) + ")"
    }
    return excerpt.map { "\(text)\n\($0)" } ?? text
  }
}

extension ExitCode {
  /// The code for a fault.
  fileprivate init(_ cause: Diagnostic.Cause) {
    switch cause {
    case .request: self = .usage
    case .content: self = .badContent
    case .access: self = .noInput
    case .configuration: self = .badConfiguration
    case .creation: self = .cannotCreate
    case .writing: self = .cannotWrite
    }
  }
}
