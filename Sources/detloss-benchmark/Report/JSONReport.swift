import Foundation

/// Results as one JSON object.
package enum JSONReport {
  /// The text, which ends with a line end.
  package static func text(_ result: BenchmarkResult) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(result), as: UTF8.self) + "\n"
  }
}
