import DetectionText

/// A reason why a command line is not understood, or asks for what makes no sense.
///
/// The program adds how to get help.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The fault and what is allowed, on one line.
  package let description: String

  package init(_ description: String) { self.description = description }
}

extension UsageError {
  /// A word belongs to no option, and the command takes none by itself.
  static func unexpectedArgument(_ found: String, of owner: String?) -> UsageError {
    let whose = owner.map { " for \($0); files are named by options" } ?? ""
    return UsageError("unexpected argument '\(shown(found))'\(whose)")
  }

  /// A value is not what the option takes.
  static func value(_ fault: ValueFault, of option: any AnyOption) -> UsageError {
    let (name, allowed) = (option.isOperand ? option.form : option.name, option.values.description)
    switch fault {
    case .empty: return UsageError("the value of \(name) is empty; allowed: \(allowed)")
    case .unknown(let found, let remedy):
      return UsageError(
        "invalid value '\(shown(found))' for \(name); allowed: \(allowed); \(remedy)"
      )
    case .invalid(let found):
      return UsageError(
        "invalid value '\(shown(found))' for \(name); allowed: \(allowed)"
          + suggestion(for: found, among: option.values.words)
      )
    }
  }

  static func suggestion(for found: String, among words: [String]) -> String {
    nearest(of: found, among: words).map { ". Did you mean '\($0)'?" } ?? ""
  }

  /// A word of the command line, at most 60 characters of it.
  static func shown(_ word: String) -> String {
    printable(word.count <= 60 ? word : word.prefix(59) + "…")
  }
}
