import BoxGeometry
import DetectionText
import DetectorConfiguration

/// An array of a dump, as far as its head can be told from the outside.
public struct HeadCandidate: Hashable, Sendable {
  /// What the dump calls the array.
  public var name: String

  /// The lengths of its axes.
  public var shape: [Int]

  /// The distance in bytes between neighbours along each axis; `nil` for C order.
  public var byteDistances: [Int]?

  /// How each number is stored.
  public var element: HeadElement

  /// Creates a description of an array.
  public init(
    name: String,
    shape: [Int],
    byteDistances: [Int]? = nil,
    element: HeadElement = HeadElement(.float32)
  ) {
    self.name = name
    self.shape = shape
    self.byteDistances = byteDistances
    self.element = element
  }
}

/// Which array of a dump belongs to which scale of a configuration, and in which layout.
///
/// Arrays are matched to scales by name. A dump that uses none of the scales' names is matched by
/// grid size: the finest grid to the smallest stride. The order of the axes is the one in which
/// every array is a head and all scales agree on the network input; if more than one is, the shapes
/// do not tell, and an order must be given. One array `[N, Σ A·H·W, 5 + C]` of all scales is split, and
/// the rows `[N, A·H·W, 5 + C]` of one scale each are a square grid.
public struct HeadMatch: Hashable, Sendable {
  /// For each scale of the configuration, in its order, the index of its array.
  public let arrays: [Int]

  /// For each scale, how its array is laid out.
  public let layouts: [HeadLayout]

  /// The order of the axes of each scale's array.
  public let orders: [HeadOrder]

  /// The size of the network input: grid times stride, the same on every scale.
  public let input: PixelSize

  /// The names of arrays that belong to no scale.
  public let unused: [String]

  /// The one array of all scales, where that was split; `nil` where each scale has its own.
  package let split: HeadSplit?

  /// How the arrays were before their axes were told apart; `nil` where they have those of an order.
  package private(set) var folded: FoldedHeads?

  /// The number of images in the dump.
  public var images: Int { layouts[0].images }

  /// Where a scale begins in its array, in bytes.
  package func start(ofScale scale: Int) -> Int { split?.starts[scale] ?? 0 }

  /// Matches arrays to scales.
  ///
  /// - Parameters:
  ///   - candidates: The arrays of the dump.
  ///   - configuration: The scales and classes to match.
  ///   - order: The order of the axes, where the shapes alone do not tell.
  /// - Throws: An error for arrays that do not belong to the scales; where these are known to be
  ///   something else, it says what.
  public init(
    _ candidates: [HeadCandidate],
    to configuration: DetectorConfiguration,
    order: DumpOrder? = nil
  ) throws(Diagnostic) {
    do throws(Diagnostic) {
      if order?.isFalling == true { throw Diagnostic.falling }
      try self.init(matching: candidates, to: configuration, order: order?.heads)
    } catch {
      let codes = ["heads.count", "heads.missing", "heads.shape", "heads.layout", "heads.falling"]
      guard codes.contains(error.code) else { throw error }
      if candidates.count == 1,
        let split = try HeadSplit(candidates[0], configuration, order: order)
      {
        try self.init(split, of: configuration)
      } else if let folded = try FoldedHeads(candidates, configuration, order: order) {
        try self.init(matching: folded.candidates, to: configuration, order: folded.order)
        self.folded = folded.matched(arrays, of: candidates)
      } else if let foreign = ForeignHeads(candidates, configuration) {
        throw foreign.diagnostic(scales: configuration.scales)
      } else {
        throw error
      }
    }
  }

  /// One array of all scales.
  private init(
    _ split: HeadSplit,
    of configuration: DetectorConfiguration
  ) throws(Diagnostic) {
    var layouts: [HeadLayout] = []
    for (part, scale) in zip(split.parts, configuration.scales) {
      layouts.append(
        try HeadLayout(
          split.order.heads,
          shape: part.shape,
          byteDistances: part.byteDistances,
          anchors: scale.anchors.count,
          classes: configuration.classes.count,
          element: part.element
        )
      )
    }
    arrays = layouts.map { _ in 0 }
    self.layouts = layouts
    orders = layouts.map { _ in split.order.heads }
    input = split.input
    unused = []
    self.split = split
  }

  private init(
    matching candidates: [HeadCandidate],
    to configuration: DetectorConfiguration,
    order: HeadOrder?
  ) throws(Diagnostic) {
    let scales = configuration.scales
    guard !scales.isEmpty else { throw .noScale }
    try configuration.checkClasses()
    let classes = configuration.classes.count
    let names = candidates.map(\.name)
    var known: Set<String> = []
    if let twice = names.first(where: { !known.insert($0).inserted }) {
      throw .duplicate(name: twice)
    }
    let byName = scales.map { scale in names.firstIndex(of: scale.name) }
    let matchesByName = byName.contains { $0 != nil }
    if matchesByName, let missing = byName.firstIndex(of: nil) {
      throw .missing(scale: scales[missing].name, found: names)
    }
    guard matchesByName || candidates.count == scales.count else {
      throw .count(found: names, scales: scales.map(\.name))
    }

    // By name an array belongs to its scale; by grid it may belong to any.
    let pairings =
      matchesByName
      ? zip(byName, scales).compactMap { array, scale in
        array.map { Pairing(candidates[$0], scales: [scale]) }
      }
      : candidates.map { Pairing($0, scales: scales) }
    let orders = (order.map { [$0] } ?? HeadOrder.allCases).filter { order in
      pairings.allSatisfy { $0.fits(order, classes: classes) }
    }
    var fitting: [Arrangement] = []
    var firstFault: Diagnostic?
    for order in orders {
      do throws(Diagnostic) {
        let arrays =
          matchesByName
          ? byName.compactMap { $0 }
          : try Self.arraysByGrid(candidates, scales: scales, order: order)
        let arrangement = try Arrangement(
          order,
          arrays: arrays,
          candidates,
          scales: scales,
          classes: classes
        )
        // Two orders may be two names of one reading, such as [N, H, W, 5+C] and [A, H, W, 5+C]
        // for one image and one anchor; then the first will do.
        if !fitting.contains(where: arrangement.isSameReading) { fitting.append(arrangement) }
      } catch {
        firstFault = firstFault ?? error
      }
    }
    guard fitting.count <= 1 else {
      let first = candidates[fitting[0].arrays[0]]
      throw .ambiguous(found: first.shape, orders: fitting.map(\.order)).inArray(first.name)
    }
    guard let found = fitting.first else {
      throw firstFault ?? Self.shapeFault(of: pairings, order: order, classes: classes)
    }
    arrays = found.arrays
    layouts = found.layouts
    self.orders = found.arrays.map { _ in found.order }
    input = found.input
    unused = names.indices.filter { !found.arrays.contains($0) }.map { names[$0] }
    split = nil
  }

  /// The arrays in the order of the scales: finest grid to smallest stride.
  private static func arraysByGrid(
    _ candidates: [HeadCandidate],
    scales: [DetectionScale],
    order: HeadOrder
  ) throws(Diagnostic) -> [Int] {
    let place = order.positions
    let cells = candidates.map { candidate in
      let lengths = Array(candidate.shape.suffix(order.rank - 1))
      let (count, overflow) = lengths[place.row].multipliedReportingOverflow(
        by: lengths[place.column]
      )
      return overflow ? Int.max : count
    }
    let finestFirst = cells.indices.sorted { (cells[$1], $0) < (cells[$0], $1) }
    if let empty = cells.firstIndex(of: 0) {
      throw .emptyAxis(shape: candidates[empty].shape).inArray(candidates[empty].name)
    }
    for (finer, coarser) in zip(finestFirst, finestFirst.dropFirst())
    where cells[finer] == cells[coarser] {
      throw .sameGrid(first: candidates[finer].name, second: candidates[coarser].name)
    }
    var arrays = [Int](repeating: 0, count: scales.count)
    let smallestStrideFirst = scales.indices.sorted {
      (scales[$0].stride, $0) < (scales[$1].stride, $1)
    }
    for (scale, array) in zip(smallestStrideFirst, finestFirst) {
      arrays[scale] = array
    }
    return arrays
  }

  /// Why there is no order in which every array is a head.
  private static func shapeFault(
    of pairings: [Pairing],
    order: HeadOrder?,
    classes: Int
  ) -> Diagnostic {
    for pairing in pairings {
      let anchors = pairing.scales[0].anchors.count
      let shape = pairing.candidate.shape
      if let order {
        if pairing.fits(order, classes: classes) { continue }
        return .shape(found: shape, order: order, anchors: anchors, classes: classes)
          .inArray(pairing.candidate.name)
      }
      if HeadOrder.allCases.contains(where: { pairing.fits($0, classes: classes) }) { continue }
      return .noOrder(found: shape, anchors: anchors, classes: classes)
        .inArray(pairing.candidate.name)
    }
    return .mixedOrders(
      found: pairings.map(\.candidate.name),
      shapes: pairings.map(\.candidate.shape)
    )
  }
}

/// An array and the scales that it may belong to.
private struct Pairing {
  let candidate: HeadCandidate
  let scales: [DetectionScale]

  init(_ candidate: HeadCandidate, scales: [DetectionScale]) {
    self.candidate = candidate
    self.scales = scales
  }

  /// Whether the array is a head of one of its scales in `order`.
  func fits(_ order: HeadOrder, classes: Int) -> Bool {
    scales.contains {
      order.fits(shape: candidate.shape, anchors: $0.anchors.count, channels: 5 + classes)
    }
  }
}

/// One order of the axes, tried on all scales.
private struct Arrangement {
  let order: HeadOrder
  let arrays: [Int]
  let layouts: [HeadLayout]
  let input: PixelSize

  init(
    _ order: HeadOrder,
    arrays: [Int],
    _ candidates: [HeadCandidate],
    scales: [DetectionScale],
    classes: Int
  ) throws(Diagnostic) {
    var layouts: [HeadLayout] = []
    var input: PixelSize?
    for (scale, array) in zip(scales, arrays) {
      let candidate = candidates[array]
      let layout: HeadLayout
      do {
        layout = try HeadLayout(
          order,
          shape: candidate.shape,
          byteDistances: candidate.byteDistances,
          anchors: scale.anchors.count,
          classes: classes,
          element: candidate.element
        )
      } catch {
        throw error.inArray(candidate.name)
      }
      if let first = layouts.first, first.images != layout.images {
        throw .imageCount(
          first: candidates[arrays[0]].name,
          images: first.images,
          second: candidate.name,
          otherImages: layout.images
        )
      }
      let (width, wideOverflow) = layout.columns.multipliedReportingOverflow(by: scale.stride)
      let (height, highOverflow) = layout.rows.multipliedReportingOverflow(by: scale.stride)
      guard !wideOverflow, !highOverflow else {
        throw .tooLarge(shape: candidate.shape).inArray(candidate.name)
      }
      let size = PixelSize(width: width, height: height)
      if let input, input != size {
        throw .inputSize(first: scales[0].name, input, second: scale.name, size)
      }
      input = size
      layouts.append(layout)
    }
    self.order = order
    self.arrays = arrays
    self.layouts = layouts
    self.input = input ?? PixelSize(width: 0, height: 0)
  }

  /// Whether another order reads the same values for the same scales.
  func isSameReading(as other: Arrangement) -> Bool {
    arrays == other.arrays && layouts == other.layouts
  }
}
