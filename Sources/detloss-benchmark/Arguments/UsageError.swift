import DetectionText

/// A command line that cannot be obeyed.
package enum UsageError: Error, Hashable, Sendable {
  /// An option that does not exist.
  case unknownOption(String)

  /// An argument that belongs to no option.
  case unexpectedArgument(String)

  /// An option without its value.
  case missingValue(option: String)

  /// A value for an option that takes none.
  case unexpectedValue(option: String)

  /// A word that is none of the choices of its option.
  case unknownChoice(option: String, found: String, choices: [String])

  /// A number that is none, or is too small or too large.
  case badNumber(option: String, found: String, allowed: ClosedRange<Int>)

  /// Several workloads where one is to be written.
  case severalWorkloads
}

extension UsageError: CustomStringConvertible {
  /// One sentence with the nearest thing that would be right.
  package var description: String {
    switch self {
    case .unknownOption(let name):
      "unknown option \(name)\(suggestion(for: name, among: OptionName.allCases.map(\.rawValue)))"
    case .unexpectedArgument(let text):
      "unexpected argument \"\(text)\"; options are written --name value, lists with commas"
    case .missingValue(let option):
      "\(option) needs a value; --help lists what it takes"
    case .unexpectedValue(let option):
      "\(option) takes no value"
    case .unknownChoice(let option, let found, let choices):
      "\(option) cannot be \"\(found)\"\(suggestion(for: found, among: choices)); it is one of "
        + choices.joined(separator: ", ")
    case .badNumber(let option, let found, let allowed):
      """
      \(option) cannot be "\(found)"; it is a whole number from \(allowed.lowerBound) \
      to \(allowed.upperBound)
      """
    case .severalWorkloads:
      """
      --write writes one workload; give --dialect, --order, --batch, --objects, --heads, \
      --classes and --threads one value each
      """
    }
  }

  private func suggestion(for word: String, among words: [String]) -> String {
    nearest(of: word, among: words).map { "; did you mean \($0)?" } ?? ""
  }
}
