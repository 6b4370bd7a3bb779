import DetectionText

/// What a program says and returns when a command fails.
package struct Failure: Hashable, Sendable {
  /// One or more lines without a closing line end.
  package let message: String

  package let code: ExitCode

  package init(message: String, code: ExitCode) {
    self.message = message
    self.code = code
  }

  /// What to say about a diagnostic: its sentence, how the command line spells the setting that puts
  /// it right, and the line it is about.
  package init(_ diagnostic: Diagnostic) {
    self.init(message: diagnostic.commandText, code: ExitCode(diagnostic.cause))
  }

  /// What to say about an output that could not be written.
  package init(_ error: OutputError) {
    let code =
      if case .failed(let diagnostic) = error { ExitCode(diagnostic.cause) } else {
        ExitCode.cannotWrite
      }
    self.init(message: error.description, code: code)
  }
}

extension Diagnostic {
  /// The sentence with the command line's spelling of its setting, and the excerpt below; the same
  /// for each further fault of the file.
  ///
  /// ```
  /// heads.npz: array "small": found …; allowed …; say which layout (--layout nhwc or --layout nchw)
  /// ```
  package var commandText: String {
    lines { fault in
      let text = fault.sentence + fault.settingText
      return fault.excerpt.map { "\(text)\n\($0)" } ?? text
    }
  }
}

extension Diagnostic {
  /// How the command line spells the setting that puts it right, ` (--layout nhwc)`; else nothing.
  package var settingText: String {
    guard let setting else { return "" }
    let option = "--\(setting.name)"
    let spellings = setting.values.isEmpty ? [option] : setting.values.map { "\(option) \($0)" }
    return " (\(printable(spellings.joined(separator: " or "))))"
  }
}

extension ExitCode {
  /// The code for what is at fault.
  package init(_ cause: Diagnostic.Cause) {
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
