import BoxGeometry
import DetectionText
import DetectorConfiguration

/// One array that holds the anchors of all scales, one scale behind the other, as exported models
/// of PyTorch give it.
///
/// ```
/// [N, Σ A·H·W, 5 + C]      Σ A·H·W = w·h · Σ A / s²     over the scales of stride s
/// ```
///
/// The number of rows tells the area `w·h` of the network input, and a square is taken where there
/// is one; another input has no sign in the array. Neither has the order within it: scales by rising
/// stride, each in the order anchor, row, column, is PyTorch's habit.
package struct HeadSplit: Hashable, Sendable {
  /// What the dump calls the array.
  package let name: String

  /// The lengths of its axes.
  package let shape: [Int]

  /// The parts of the scales, in the order of the configuration: arrays of five axes.
  let parts: [HeadCandidate]

  /// Where each part begins in the array, in bytes.
  let starts: [Int]

  /// The order within the array.
  package let order: DumpOrder

  /// The scales in the order in which they stand in the array, by their places in the configuration.
  package let scales: [Int]

  /// The size of the network input.
  package let input: PixelSize

  /// How its rows add up, such as `10647 = 3·2704 + 3·676 + 3·169`.
  package var sum: String {
    let terms = scales.map { scale -> (anchors: Int, cells: Int) in
      let lengths = parts[scale].shape.dropFirst().prefix(3).map { $0 }
      let anchors = lengths[order.heads == .nahwc ? 0 : 2]
      return (anchors, lengths[0] * lengths[1] * lengths[2] / anchors)
    }
    let words = terms.map { "\($0.anchors)·\($0.cells)" }.joined(separator: " + ")
    return "\(terms.reduce(0) { $0 + $1.anchors * $1.cells }) = \(words)"
  }

  /// Splits an array; `nil` for one that has not the rows and channels of all anchors.
  ///
  /// - Parameters:
  ///   - candidate: The array.
  ///   - configuration: The scales and classes.
  ///   - order: The order within it, where somebody told.
  /// - Throws: An error where no square input has so many anchors, and others have.
  package init?(
    _ candidate: HeadCandidate,
    _ configuration: DetectorConfiguration,
    order: DumpOrder?
  ) throws(Diagnostic) {
    let scales = configuration.scales
    let channels = 5 + configuration.classes.count
    let order = order ?? .nahwc
    guard let distances = candidate.distancesOfTable, candidate.shape.last == channels,
      order.heads.rank == 5, let largest = scales.map(\.stride).max(), largest < 1 << 16,
      scales.allSatisfy({ largest % $0.stride == 0 })
    else { return nil }
    let rows = candidate.shape[candidate.shape.count - 2]
    // Rows of a square of the largest stride.
    let unit = scales.reduce(0) { sum, scale in
      sum + scale.anchors.count * (largest / scale.stride) * (largest / scale.stride)
    }
    guard rows % unit == 0 else { return nil }
    let area = rows / unit
    let side = Int(Double(area).squareRoot())
    guard side * side == area else {
      let inputs = Self.rectangles(area, unit: largest)
      let shapes = inputs.first.map { input in
        scales.map { scale in
          [scale.anchors.count, input.height / scale.stride, input.width / scale.stride, channels]
        }
      }
      throw .noSquare(rows, inputs: inputs, shapes: shapes ?? []).inArray(candidate.name)
    }
    var starts = [Int](repeating: 0, count: scales.count)
    var next = 0
    let rising = scales.indices.sorted { (scales[$0].stride, $0) < (scales[$1].stride, $1) }
    self.scales = order.isFalling ? rising.reversed() : rising
    for index in self.scales {
      let cells = largest / scales[index].stride * side
      starts[index] = next * distances.row
      next += scales[index].anchors.count * cells * cells
    }
    (name, shape) = (candidate.name, candidate.shape)
    self.starts = starts
    self.order = order
    input = PixelSize(width: side * largest, height: side * largest)
    parts = scales.map { scale in
      let (cells, anchors) = (largest / scale.stride * side, scale.anchors.count)
      let isAnchorFirst = order.heads == .nahwc
      let lengths = isAnchorFirst ? [anchors, cells, cells] : [cells, cells, anchors]
      return HeadCandidate(
        name: scale.name,
        shape: [candidate.shape.count == 3 ? candidate.shape[0] : 1] + lengths + [channels],
        byteDistances: [
          distances.image, lengths[1] * lengths[2] * distances.row, lengths[2] * distances.row,
          distances.row, distances.channel,
        ],
        element: candidate.element
      )
    }
  }

  /// The inputs of an area, counted in squares of `unit` pixels, the most square ones first.
  private static func rectangles(_ area: Int, unit: Int) -> [PixelSize] {
    guard Int64(area) < 1 << 32 else { return [] }
    let shorter = (1...max(1, Int(Double(area).squareRoot()))).filter { area % $0 == 0 }
    return shorter.suffix(2).reversed().flatMap {
      [
        PixelSize(width: area / $0 * unit, height: $0 * unit),
        PixelSize(width: $0 * unit, height: area / $0 * unit),
      ]
    }
  }
}

extension HeadCandidate {
  /// The distances in bytes between images, rows and channels of an array `[N, rows, channels]` or
  /// `[rows, channels]`; `nil` for another shape.
  var distancesOfTable: (image: Int, row: Int, channel: Int)? {
    guard (2...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }) else { return nil }
    if let byteDistances {
      guard byteDistances.count == shape.count, byteDistances.allSatisfy({ $0 >= 0 }) else {
        return nil
      }
      return (
        shape.count == 3 ? byteDistances[0] : 0, byteDistances[shape.count - 2],
        byteDistances[shape.count - 1]
      )
    }
    var bytes = element.byteCount
    for length in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
      guard !overflow else { return nil }
      bytes = product
    }
    let row = shape[shape.count - 1] * element.byteCount
    return (row * shape[shape.count - 2], row, element.byteCount)
  }
}
