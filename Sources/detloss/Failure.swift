import DetectionAnalysis
import ToolSupport

extension Failure {
  /// What to say about an error of the library that is no diagnostic; `nil` about any other.
  static func explaining(_ error: any Error) -> Failure? {
    switch error {
    case let error as ConfigurationError:
      Failure(
        message: error.excerpt.map { "\(error.description)\n\($0)" } ?? error.description,
        code: error.cause == .file ? .noInput : .badConfiguration
      )
    default: nil
    }
  }
}
