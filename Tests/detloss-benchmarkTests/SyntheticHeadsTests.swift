import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import Foundation
import Testing
import detloss_benchmark

@Suite("Synthetic heads")
struct SyntheticHeadsTests {
  typealias Cell = (row: Int, column: Int)

  static let odd = stride(from: 1, to: 52, by: 2)
  static let even = stride(from: 0, to: 52, by: 2)

  /// Trained heads of 52 by 52 cells of 8 pixels, with one anchor of 20 by 10 and one class.
  ///
  /// An object of 30 by 8 pixels has its centre in every other cell of every other row, at a quarter
  /// of the cell from the left and at two fifths from the top. Seen beside that is the cell to the
  /// left and the one above, so that no cell is of two objects.
  static let values = Result {
    let objects = cells(odd, odd).map { cell in
      LabeledBox(
        box: CornerBox(
          CenterBox(
            centerX: (Double(cell.column) + 0.25) * 8,
            centerY: (Double(cell.row) + 0.4) * 8,
            width: 30,
            height: 8
          )
        ),
        classID: 0
      )
    }
    return SyntheticHeads.values(
      layout: try HeadLayout(.nhwc, shape: [1, 52, 52, 6], anchors: 1, classes: 1),
      scale: DetectionScale(
        name: "only",
        stride: 8,
        anchors: [AnchorSize(width: 20, height: 10)]
      ),
      kind: .trained,
      objects: [objects],
      seed: 1
    )
  }

  static func cells(_ rows: StrideTo<Int>, _ columns: StrideTo<Int>) -> [Cell] {
    rows.flatMap { row in columns.map { (row: row, column: $0) } }
  }

  /// Expects normal numbers in a channel of some cells, by five and a half standard errors.
  private func expect(
    _ channel: Int,
    of cells: [Cell],
    mean: Double,
    deviation: Double
  ) throws {
    let values = try Self.values.get()
    let numbers = cells.map { Double(values[($0.row * 52 + $0.column) * 6 + channel]) }
    let count = Double(numbers.count)
    let itsMean = numbers.reduce(0, +) / count
    let itsDeviation = (numbers.reduce(0) { $0 + ($1 - itsMean) * ($1 - itsMean) } / count)
      .squareRoot()
    let error = 5.5 * deviation / count.squareRoot()
    #expect(abs(itsMean - mean) < error, "\(channel)")
    #expect(abs(itsDeviation - deviation) < error / 2.0.squareRoot(), "\(channel)")
  }

  @Test("see the centre of an object at its place in its cell, or at the nearest edge of another")
  func centres() throws {
    let (own, left) = (Self.cells(Self.odd, Self.odd), Self.cells(Self.odd, Self.even))
    let above = Self.cells(Self.even, Self.odd)
    // Logits, log(x / (1 - x)), of the places 0.25 and 0.4; an edge counts as 0.95.
    let (x, y, edge) = (log(0.25 / 0.75), log(0.4 / 0.6), log(0.95 / 0.05))
    for (cells, x, y) in [(own, x, y), (left, edge, y), (above, x, edge)] {
      try expect(0, of: cells, mean: x, deviation: 0.3)
      try expect(1, of: cells, mean: y, deviation: 0.3)
    }
  }

  @Test("see the sides of an object beside its anchor's, mostly within a sixth")
  func sizes() throws {
    let cells =
      Self.cells(Self.odd, Self.odd) + Self.cells(Self.odd, Self.even)
      + Self.cells(Self.even, Self.odd)
    try expect(2, of: cells, mean: log(30.0 / 20), deviation: 0.15)
    try expect(3, of: cells, mean: log(8.0 / 10), deviation: 0.15)
  }

  @Test("are surer of an object in its own cell than beside that, and as sure of its class")
  func sureness() throws {
    let (own, left) = (Self.cells(Self.odd, Self.odd), Self.cells(Self.odd, Self.even))
    try expect(4, of: own, mean: 2, deviation: 1.5)
    try expect(4, of: left, mean: -1, deviation: 1.5)
    try expect(5, of: own, mean: 2.5, deviation: 1.5)
    try expect(5, of: left, mean: 2.5, deviation: 1.5)
  }

  @Test("are sure of background away from objects, at most places")
  func background() throws {
    let cells = Self.cells(Self.even, Self.even)
    let spreads: [(mean: Double, deviation: Double)] = [
      (0, 1), (0, 1), (0, 0.3), (0, 0.3), (-8, 2), (-6, 1.5),
    ]
    for (channel, (mean, deviation)) in spreads.enumerated() {
      try expect(channel, of: cells, mean: mean, deviation: deviation)
    }
  }
}
