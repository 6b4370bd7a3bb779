import DetectionAnalysis
import ToolSupport

extension Failure {
  /// What to say about an error of the library that is no diagnostic; `nil` about any other.
  static func explaining(_ error: any Error) -> Failure? {
    switch error {
    case let error as InputError:
      Failure(message: error.description, code: ExitCode(error))
    default: nil
    }
  }
}

extension ExitCode {
  /// The code for trouble between files.
  fileprivate init(_ error: InputError) {
    switch error {
    case .denseLabels, .nothingToExplain: self = .usage
    default: self = .badContent
    }
  }
}
