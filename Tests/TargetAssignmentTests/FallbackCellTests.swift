import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TargetAssignment
import Testing

/// The reference's fallback in its own scale's grid and in upstream's, against an independent
/// assignment: `Tests/Fixtures/field/fallback.json`.
@Suite("The cell of the fallback")
struct FallbackCellTests {
  struct File: Decodable {
    let rows: [Row]
  }

  /// An input, a box and its anchors either way.
  struct Row: Decodable {
    let input: (width: Int, height: Int)
    let edges: [Double]
    let isFallback: Bool
    let ownScale: [[Int]]
    let upstream: [[Int]]
    let differ: Bool

    init(from decoder: any Decoder) throws {
      var columns = try decoder.unkeyedContainer()
      input = (try columns.decode(Int.self), try columns.decode(Int.self))
      edges = try (0..<4).map { _ in try columns.decode(Double.self) }
      isFallback = try columns.decode(Bool.self)
      ownScale = try columns.decode([[Int]].self)
      upstream = try columns.decode([[Int]].self)
      differ = try columns.decode(Bool.self)
    }
  }

  @Test("is clamped to the grid of its own scale, or of the last")
  func rows() throws {
    let path = Fixture.repository.appending(path: "Tests/Fixtures/field/fallback.json")
    let rows = try JSONDecoder().decode(File.self, from: Data(contentsOf: path)).rows
    #expect(rows.count == 160)
    #expect(rows.contains { $0.differ } && rows.contains { $0.isFallback && !$0.differ })
    for (index, row) in rows.enumerated() {
      let object = LabeledBox(
        box: CornerBox(
          minX: row.edges[0],
          minY: row.edges[1],
          maxX: row.edges[2],
          maxY: row.edges[3]
        ),
        classID: 0
      )
      for (cell, expected) in [(FallbackCell.ownScale, row.ownScale), (.lastScale, row.upstream)] {
        let rule = AssignmentRule.anchorIoU(threshold: 0.3, fallbackCell: cell)
        let assigner = try TestAssigner.assigner(
          AssignmentChoice(rule: rule),
          width: row.input.width,
          height: row.input.height
        )
        let assigned = try assigner([object]).assigned[0]
        let sites = assigned.matches.map {
          [$0.site.scale, $0.site.row, $0.site.column, $0.site.anchor]
        }
        #expect(sites == expected, "row \(index), \(cell)")
        #expect(assigned.isFallback == row.isFallback)
      }
    }
  }
}
