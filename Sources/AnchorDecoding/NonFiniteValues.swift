import DetectionNumerics
import DetectionText
import DetectorConfiguration

/// What a scan for NaN and infinity found in a head.
///
/// A `Double` beyond the range of `Float` counts as infinite: no network computed it, and it would
/// be infinite as soon as somebody converts the dump.
public struct NonFiniteValues: Hashable, Sendable {
  /// What the dump calls the head.
  public let head: String

  /// Where the first bad value stands, in the order image, row, column, anchor, channel.
  public let first: HeadPlace

  /// The first bad value: NaN or an infinity.
  public let value: Double

  /// The number of bad values in the head.
  public let count: Int

  /// Whether two findings are the same, NaN included.
  public static func == (a: NonFiniteValues, b: NonFiniteValues) -> Bool {
    a.head == b.head && a.first == b.first && a.count == b.count
      && a.value.bitPattern == b.value.bitPattern
  }
}

extension NonFiniteValues: CustomStringConvertible {
  /// One sentence naming the head, the place and the number of further bad values.
  public var description: String { diagnostic().description }

  /// The fault of a dump in which other heads may hold bad values too.
  ///
  /// - Parameters:
  ///   - file: The file that the head stands in.
  ///   - image: The name of the image.
  ///   - classes: The names of the classes, where there are some.
  ///   - others: What was found in other heads.
  /// - Returns: The fault, at the first bad value.
  package func diagnostic(
    file: String? = nil,
    image: String? = nil,
    classes: ClassList? = nil,
    besides others: [NonFiniteValues] = []
  ) -> Diagnostic {
    let shown =
      value.isNaN ? "NaN" : value.isFinite ? "\(value)" : value > 0 ? "infinity" : "-infinity"
    return Diagnostic(
      .content,
      code: "heads.non-finite",
      at: first.place(inArray: head, file: file, named: image, classes: classes),
      found: "\(shown), \(extent(with: others))",
      allowed: allowed,
      remedy: "look for the step that made it"
    )
  }

  /// How many such values there are.
  private func extent(with others: [NonFiniteValues]) -> String {
    guard !others.isEmpty else {
      return count == 1 ? "the only such value" : "and \(count - 1) more"
    }
    let heads = [self] + others
    let named = heads.prefix(Self.mostNamed).map { "\(quoted($0.head)) \($0.count)" }
    let rest = heads.count - named.count
    return """
      the first of \(heads.reduce(0) { $0 + $1.count }) such values in \(heads.count) arrays \
      (\(named.joined(separator: ", "))\(rest > 0 ? " and \(rest) more arrays" : ""))
      """
  }

  /// What would have been right: a `Double` may be a number and no logit all the same.
  private var allowed: String {
    guard value.isFinite else { return "finite numbers, for a loss of others is meaningless" }
    return """
      the range of float32, in which logits are computed (largest: \
      \(Float.greatestFiniteMagnitude))
      """
  }

  /// The most heads that a message counts one by one.
  private static let mostNamed = 6
}

// MARK: - Scan

extension RawHead {
  /// Looks for NaN and infinity.
  ///
  /// - Returns: The first bad value and their number; `nil` when all values are finite.
  /// - Complexity: O(values); as fast as memory for dense `Float` arrays.
  public func nonFiniteValues() -> NonFiniteValues? { nonFiniteValues(threads: 1) }

  /// The same, looked for by several threads.
  package func nonFiniteValues(threads: Int) -> NonFiniteValues? {
    if layout.isDense, reaches(.infinity, in: 0..<layout.byteEnd, threads: threads) == false {
      return nil
    }
    return storage.withBytes { slowScan($0, images: 0..<layout.images) }
  }

  /// The same for one image.
  func nonFiniteValues(inImage image: Int) -> NonFiniteValues? {
    let start = layout.anchorOffset(image: image, row: 0, column: 0, anchor: 0)
    let count = layout.anchorsPerImage * layout.channels * layout.element.byteCount
    // Only then do the values of an image follow each other.
    let isAlone = layout.images == 1 || layout.imageDistance == count
    if layout.isDense, isAlone, reaches(.infinity, in: start..<start + count) == false {
      return nil
    }
    return storage.withBytes { slowScan($0, images: image..<image + 1) }
  }

  /// Visits every value in logical order; those of integers only where one can be too large.
  private func slowScan(_ bytes: RawSpan, images: Range<Int>) -> NonFiniteValues? {
    var first: (place: HeadPlace, value: Double)?
    var count = 0
    let largest = Double(Float.greatestFiniteMagnitude)
    if let reached = layout.element.largestMagnitude, reached <= largest { return nil }
    for image in images {
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            for channel in 0..<layout.channels {
              let value = layout.value(channel, ofAnchorAt: start, in: bytes, as: Double.self)
              guard !(abs(value) <= largest) else { continue }
              count += 1
              guard first == nil else { continue }
              let place = HeadPlace(
                image: image,
                row: row,
                column: column,
                anchor: anchor,
                channel: channel
              )
              first = (place, value)
            }
          }
        }
      }
    }
    guard let first else { return nil }
    return NonFiniteValues(head: name, first: first.place, value: first.value, count: count)
  }
}
