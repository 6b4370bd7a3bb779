import DetectionText

/// The classes of a detector: how many there are and, where known, what they are called.
///
/// A class is known by its index, from zero.
public struct ClassList: Hashable, Sendable {
  /// The counts that are allowed.
  ///
  /// A million is far beyond every data set and still small enough that no count of channels
  /// overflows.
  public static let allowedCounts = 1...1_000_000

  /// The number of classes; a detector needs one of ``allowedCounts``.
  public let count: Int

  /// The name of each class in order of its index, or `nil` where only the count is known.
  public let names: [String]?

  /// Creates a list of classes that have no names.
  public init(count: Int) {
    self.count = count
    self.names = nil
  }

  /// Creates a list of named classes.
  public init(names: [String]) {
    self.count = names.count
    self.names = names
  }

  /// The name of class `classID`, or the number as text where the class has no name.
  ///
  /// - Edge cases: an index outside the list gives its number, so that a report about a bad class
  ///   can still be written.
  /// - Complexity: O(1).
  public func name(of classID: Int) -> String {
    guard let names, names.indices.contains(classID) else { return String(classID) }
    return names[classID]
  }

  /// The name of a class in quotation marks behind a blank, to follow its number; empty where the
  /// class has none.
  package func quotedName(of classID: Int) -> String {
    guard let names, names.indices.contains(classID) else { return "" }
    return " \(quoted(names[classID]))"
  }
}
