import DetectionNumerics
import DetectionText

/// The losses of one dump by every dialect.
public struct DialectOverview: Sendable {
  /// The loss as the configuration has it.
  public let own: DialectComparison.Side

  /// Each dialect, in their order.
  public let dialects: [Entry]

  /// A dialect and nothing else, on the same heads and objects.
  public struct Entry: Sendable {
    /// Its name.
    public let dialect: String

    /// Its loss; an error where it has none for these scales or classes.
    public let side: Result<DialectComparison.Side, Diagnostic>
  }
}

extension DetectionCase {
  /// Puts the loss of every dialect beside this one's; the fit, the classes and the scales are this
  /// case's on all sides, and nothing of the configuration's own sections counts on the others.
  ///
  /// - Throws: As ``loss()``.
  /// - Complexity: A loss for each dialect, on all processors.
  public func overview() throws(Diagnostic) -> DialectOverview {
    try forEachFinitePart { _, _ in }
    let own = try side(withDialect: nil)
    let names = DetectorConfiguration.dialectNames
    let sides = concurrentMap(names.count, threads: max(1, threads)) { index in
      Result { () throws(Diagnostic) -> DialectComparison.Side in
        try side(withDialect: names[index])
      }
    }
    return DialectOverview(
      own: own,
      dialects: zip(names, sides).map { DialectOverview.Entry(dialect: $0, side: $1) }
    )
  }
}
