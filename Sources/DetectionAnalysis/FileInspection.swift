import DetectionText
import TensorFiles

/// What stands in a file of arrays, and which heads its arrays could be.
package struct FileInspection: Sendable {
  /// An array, described.
  package struct Array: Sendable {
    package let entry: Tensor
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
  /// - Throws: An error for a file that cannot be read, which says what it is instead.
  /// - Complexity: Three passes over the bytes, five where numbers have more than 32 bits; compressed
  ///   arrays are inflated in small pieces.
  package init(
    path: String,
    configuration: DetectorConfiguration?,
    elementType: ElementType? = nil
  ) throws(Diagnostic) {
    let file = try TensorFile(among: path, elementType: elementType)
    self.path = path
    arrays = try file.arrays.map { entry throws(Diagnostic) in
      try Array(entry, configuration: configuration)
    }
    ignoredMembers = file.ignoredMembers
    notes = file.notes
  }
}

extension FileInspection.Array {
  fileprivate init(
    _ entry: Tensor,
    configuration: DetectorConfiguration?
  ) throws(Diagnostic) {
    self.entry = entry
    statistics = try entry.statistics()
    distribution = try entry.distribution(statistics)
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
    layouts = readings.map {
      "\($0.order.rawValue), \($0.anchors) anchors, \(classes) classes\(matched)"
    }
    likelyCount = layouts.count
    orders = Set(readings.map(\.order))
  }
}

// MARK: - Heads of a configuration

/// Which arrays are which scales of a configuration, as a loss of the same files would match them.
package struct InspectedHeads: Sendable {
  /// The files that are looked at together.
  package let paths: [String]

  /// What was found.
  package let match: Result<HeadMatch, Diagnostic>

  /// The scale of each array of the files, one behind the other; `nil` for arrays of none.
  package let scales: [(scale: DetectionScale, order: HeadOrder)?]

  /// Whether x, y, objectness and classes all lie within 0...1, as behind an activation; `nil` where
  /// the arrays are compressed, and too large to be inflated for that.
  package let looksActivated: Bool?

  /// Compressed arrays are inflated to look for an activation up to this many bytes.
  private static let mostInflated = 64 << 20

  /// Matches the arrays of files: of each by itself, or of all together where each has one array.
  package static func all(
    in files: [FileInspection],
    _ configuration: DetectorConfiguration
  ) -> [InspectedHeads] {
    let areParts = files.count > 1 && files.allSatisfy { $0.arrays.count == 1 }
    return (areParts ? [files] : files.map { [$0] }).map { InspectedHeads($0, configuration) }
  }

  private init(_ files: [FileInspection], _ configuration: DetectorConfiguration) {
    paths = files.map(\.path)
    let entries = files.flatMap(\.arrays).map(\.entry)
    // Only floating-point numbers are heads.
    let heads = entries.indices.filter { HeadElement(entries[$0]) != nil }
    var scales: [(scale: DetectionScale, order: HeadOrder)?] = entries.map { _ in nil }
    do throws(Diagnostic) {
      let candidates = heads.compactMap { HeadCandidate(entries[$0]) }
      let found = try HeadMatch(candidates, to: configuration)
      for (index, array) in found.arrays.enumerated() {
        scales[heads[array]] = (configuration.scales[index], found.orders[index])
      }
      looksActivated = try Self.looksActivated(
        found.arrays.map { entries[heads[$0]] },
        found,
        configuration
      )
      match = .success(found)
    } catch {
      match = .failure(error)
      looksActivated = nil
    }
    self.scales = scales
  }

  private static func looksActivated(
    _ tensors: [Tensor],
    _ match: HeadMatch,
    _ configuration: DetectorConfiguration
  ) throws(Diagnostic) -> Bool? {
    guard tensors.reduce(0, { $0 + $1.inflatedByteCount }) <= mostInflated else { return nil }
    let detector = try configuration.detector(for: match.input)
    var heads: [RawHead] = []
    for (index, bytes) in try Tensor.load(tensors).enumerated() {
      heads.append(
        try RawHead(
          name: tensors[index].name,
          layout: match.layouts[index],
          storage: MappedHead(bytes: bytes)
        )
      )
    }
    return RawHead.lookActivated(heads, detector.scales)
  }
}

extension HeadCandidate {
  /// What an array of a file is as a candidate; `nil` where its numbers are no floating-point numbers.
  init?(_ entry: Tensor) {
    guard let element = HeadElement(entry) else { return nil }
    self.init(
      name: entry.name,
      shape: entry.shape,
      byteDistances: entry.byteStrides,
      element: element
    )
  }
}
