import DetectionText
import TensorFiles

/// What stands in a file of arrays, and which heads its arrays could be.
package struct FileInspection: Sendable {
  /// An array, described.
  package struct Array: Sendable {
    package let entry: Tensor

    /// Whether its numbers were looked at; without that, the statistics are those of none.
    package let isRead: Bool
    package let statistics: TensorStatistics

    /// How its finite numbers are distributed; `nil` where there are none.
    package let distribution: TensorDistribution?

    /// The layouts that the shape allows, in words.
    package let layouts: [String]

    /// How many of the ``layouts`` are likely; those behind them are possible all the same.
    package let likelyCount: Int

    /// The orders of axes that ``layouts`` speak of.
    package let orders: Set<HeadOrder>
  }

  /// The path.
  package let path: String

  /// The arrays, in the order of the file.
  package let arrays: [Array]

  /// The names of members of an archive that are no arrays.
  package let ignoredMembers: [String]

  /// What was odd.
  package let notes: [Diagnostic]

  /// Reads the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - configuration: Where there is one, layouts are those of its anchors and classes.
  ///   - elementType: The kind of number of arrays whose file tells only its size.
  ///   - readsAll: Whether the numbers of compressed arrays are looked at however many they are; by
  ///     itself not where all together take more than 256 MiB, and twenty times the file.
  /// - Throws: An error for a file that cannot be read, which says what it is instead.
  /// - Complexity: Three passes over the bytes, five where numbers have more than 32 bits; compressed
  ///   arrays are inflated in small pieces.
  package init(
    path: String,
    configuration: DetectorConfiguration?,
    elementType: ElementType? = nil,
    readsAll: Bool = false
  ) throws(Diagnostic) {
    let file = try TensorFile(among: path, elementType: elementType)
    self.path = path
    let compressed = file.arrays.filter { $0.inflatedByteCount > 0 }
    let inflated = compressed.reduce(0) { sum, entry in
      let (sum, overflow) = sum.addingReportingOverflow(entry.inflatedByteCount)
      return overflow ? .max : sum
    }
    let (share, overflow) = file.byteCount.multipliedReportingOverflow(by: Self.usualRatio)
    let isTooMuch = !readsAll && !overflow && inflated > max(Self.usualByteCount, share)
    arrays = try file.arrays.map { entry throws(Diagnostic) in
      let isRead = !isTooMuch || entry.inflatedByteCount == 0
      return try Array(entry, isRead: isRead, configuration: configuration)
    }
    ignoredMembers = file.ignoredMembers
    notes = file.notes + (isTooMuch ? [.unread(compressed.count, of: inflated, in: file)] : [])
  }

  /// What compressed arrays may inflate to before their numbers are left alone: a second's work.
  private static let usualByteCount = 256 << 20

  /// How many times their file they may inflate to, however much that is.
  private static let usualRatio = 20
}

extension Diagnostic {
  /// Compressed arrays whose numbers were not looked at.
  fileprivate static func unread(_ count: Int, of bytes: Int, in file: TensorFile) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .note,
      code: "inspect.unread",
      at: Place(file: file.path),
      found: """
        \(counted(count, "compressed array")) of \(bytes) bytes, \(bytes / max(1, file.byteCount)) \
        times the file
        """,
      remedy: "the values are not looked at, which takes long; ask for that if they matter",
      setting: Setting("all-values")
    )
  }
}

extension FileInspection.Array {
  fileprivate init(
    _ entry: Tensor,
    isRead: Bool,
    configuration: DetectorConfiguration?
  ) throws(Diagnostic) {
    self.entry = entry
    self.isRead = isRead
    statistics = isRead ? try entry.statistics() : TensorStatistics()
    distribution = isRead ? try entry.distribution(statistics) : nil
    guard let configuration else {
      let guesses = HeadGuess.all(shape: entry.shape)
      layouts = guesses.map(\.description)
      let batched = guesses.count(where: \.isBatched)
      likelyCount = batched > 0 ? batched : guesses.count
      orders = Set(guesses.map(\.order))
      return
    }
    let classes = configuration.classes.count
    let byName = configuration.scales.filter { $0.name == entry.name }
    let scales = byName.isEmpty ? configuration.scales : byName
    let anchorCounts = Set(scales.map(\.anchors.count)).sorted()
    let matched = byName.isEmpty ? "" : ", scale \(entry.name)"
    let readings = anchorCounts.flatMap { anchors in
      HeadOrder.candidates(shape: entry.shape, anchors: anchors, classes: classes)
        .map { (order: $0, anchors: anchors) }
    }
    var layouts = readings.map {
      "\($0.order.rawValue), \($0.anchors) anchors, \(classes) classes\(matched)"
    }
    if layouts.isEmpty, let candidate = HeadCandidate(entry),
      let split = try? HeadSplit(candidate, configuration, order: nil)
    {
      layouts = ["all scales in one array, \(split.sum) anchors"]
    }
    self.layouts = layouts
    likelyCount = layouts.count
    orders = Set(readings.map(\.order))
  }
}

extension HeadCandidate {
  /// What an array of a file is as a candidate; `nil` where its numbers are no head's.
  fileprivate init?(_ entry: Tensor) {
    guard let element = HeadElement(entry) else { return nil }
    self.init(
      name: entry.name,
      shape: entry.shape,
      byteDistances: entry.byteStrides,
      element: element
    )
  }
}
