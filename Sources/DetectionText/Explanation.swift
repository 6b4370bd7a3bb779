/// The three parts of every message about a file: what was found, what is allowed, what to do.
package struct Explanation: Hashable, Sendable {
  package let found: String
  package let allowed: String
  package let remedy: String

  package init(found: String, allowed: String, remedy: String) {
    self.found = found
    self.allowed = allowed
    self.remedy = remedy
  }

  /// `found X; allowed Y; remedy`.
  package var sentence: String { "found \(found); allowed \(allowed); \(remedy)" }
}
