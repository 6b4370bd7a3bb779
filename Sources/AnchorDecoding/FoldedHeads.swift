import BoxGeometry
import DetectionText
import DetectorConfiguration

/// Heads whose arrays have other axes than any ``HeadOrder``, and are one all the same when some axes
/// are told apart or joined.
///
/// ```
/// [N, A·H·W, 5 + C]        all anchors of a scale one behind the other: anchor, row, column, or
///                          row, column, anchor
/// [N, A, 5 + C, H, W]      darknet's layers, whose anchors and channels are two axes
/// ```
///
/// Rows tell the number of cells, and a square grid is taken; neither another grid nor the order within
/// rows has a sign in the array.
package struct FoldedHeads: Hashable, Sendable {
  /// How the axes were.
  package enum Form: Hashable, Sendable {
    /// Rows of all anchors of a scale, in this order.
    case rows(HeadOrder)

    /// An axis of anchors and one of channels before the grid.
    case darknet
  }

  package let form: Form

  /// The lengths of the axes of each array as the dump has them, in the order of the scales.
  package private(set) var shapes: [[Int]] = []

  /// All arrays of the dump, those of scales with the axes of an order.
  let candidates: [HeadCandidate]

  /// The order that they have.
  var order: HeadOrder {
    switch form {
    case .rows(let order): order
    case .darknet: .nchw
    }
  }

  /// These heads, whose arrays belong to scales so.
  func matched(_ arrays: [Int], of given: [HeadCandidate]) -> FoldedHeads {
    var folded = self
    folded.shapes = arrays.map { given[$0].shape }
    return folded
  }

  /// Looks at the arrays of a dump; `nil` where they are no such heads.
  ///
  /// - Parameters:
  ///   - candidates: The arrays.
  ///   - configuration: The scales and classes.
  ///   - order: The order within them, where somebody told.
  /// - Throws: An error for rows that no square grid has.
  init?(
    _ candidates: [HeadCandidate],
    _ configuration: DetectorConfiguration,
    order: DumpOrder?
  ) throws(Diagnostic) {
    guard order?.isFalling != true,
      let scales = Self.scales(of: candidates, configuration)
    else { return nil }
    let channels = 5 + configuration.classes.count
    func folded(
      _ fold: (HeadCandidate, DetectionScale) throws(Diagnostic) -> HeadCandidate?
    ) throws(Diagnostic) -> [HeadCandidate]? {
      var all = candidates
      for (index, scale) in scales {
        guard let candidate = try fold(candidates[index], scale) else { return nil }
        all[index] = candidate
      }
      return all
    }
    if order ?? .nchw == .nchw,
      let all = try folded({ $0.joiningChannels(anchors: $1.anchors.count, channels) })
    {
      (form, self.candidates) = (.darknet, all)
      return
    }
    let rows = order?.heads ?? .nahwc
    guard rows.rank == 5, Self.haveOneArea(candidates, scales, channels),
      let all = try folded({ (candidate, scale) throws(Diagnostic) in
        try candidate.dividingRows(scale, channels, rows)
      })
    else { return nil }
    (form, self.candidates) = (.rows(rows), all)
  }

  /// The scale of each array: by their names, or the most values to the smallest stride; `nil` where
  /// names or numbers do not fit.
  private static func scales(
    of candidates: [HeadCandidate],
    _ configuration: DetectorConfiguration
  ) -> [(array: Int, scale: DetectionScale)]? {
    let scales = configuration.scales
    let byName = scales.map { scale in candidates.firstIndex { $0.name == scale.name } }
    if byName.contains(where: { $0 != nil }) {
      let found = byName.compactMap(\.self)
      return found.count == scales.count ? Array(zip(found, scales)) : nil
    }
    guard candidates.count == scales.count else { return nil }
    let sizes = candidates.map { $0.shape.reduce(1.0) { $0 * Double($1) } }
    let largestFirst = candidates.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    let finestFirst = scales.indices.sorted { (scales[$0].stride, $0) < (scales[$1].stride, $1) }
    return zip(largestFirst, finestFirst).map { ($0, scales[$1]) }
  }

  /// Whether arrays are rows of all anchors of their scales over inputs of one area.
  private static func haveOneArea(
    _ candidates: [HeadCandidate],
    _ scales: [(array: Int, scale: DetectionScale)],
    _ channels: Int
  ) -> Bool {
    var area: Double?
    return scales.allSatisfy { index, scale in
      let shape = candidates[index].shape
      guard (2...3).contains(shape.count), shape.last == channels else { return false }
      let rows = shape[shape.count - 2]
      guard rows > 0, rows % scale.anchors.count == 0 else { return false }
      let stride = Double(scale.stride)
      let its = Double(rows / scale.anchors.count) * stride * stride
      defer { area = its }
      return area ?? its == its
    }
  }
}

extension HeadCandidate {
  /// The same values with anchors and channels in one axis; `nil` where they are not such two axes.
  fileprivate func joiningChannels(anchors: Int, _ channels: Int) -> HeadCandidate? {
    guard (4...5).contains(shape.count) else { return nil }
    let axis = shape.count - 4
    guard shape[axis] == anchors, shape[axis + 1] == channels else { return nil }
    var joined = self
    joined.shape.replaceSubrange(axis...axis + 1, with: [anchors * channels])
    if let byteDistances {
      guard byteDistances.count == shape.count,
        anchors == 1 || byteDistances[axis] == byteDistances[axis + 1] * channels
      else { return nil }
      joined.byteDistances?.remove(at: axis)
    }
    return joined
  }

  /// The same values with an axis each for anchors, rows and columns; `nil` where there are no rows.
  fileprivate func dividingRows(
    _ scale: DetectionScale,
    _ channels: Int,
    _ order: HeadOrder
  ) throws(Diagnostic) -> HeadCandidate? {
    guard let distances = distancesOfTable else { return nil }
    let rows = shape[shape.count - 2]
    let anchors = scale.anchors.count
    let cells = Int(Double(rows / anchors).squareRoot())
    guard cells * cells == rows / anchors else {
      throw .noSquareGrid(rows, anchors: anchors).inArray(name)
    }
    let lengths = order == .nahwc ? [anchors, cells, cells] : [cells, cells, anchors]
    let (row, isBatched) = (distances.row, shape.count == 3)
    return HeadCandidate(
      name: name,
      shape: (isBatched ? [shape[0]] : []) + lengths + [channels],
      byteDistances: (isBatched ? [distances.image] : []) + [
        lengths[1] * lengths[2] * row, lengths[2] * row, row, distances.channel,
      ],
      element: element
    )
  }
}
