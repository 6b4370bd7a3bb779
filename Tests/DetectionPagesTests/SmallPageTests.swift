import DetectionAnalysis
import DetectionPages
import DetectionTestSupport
import Foundation
import Testing

/// Pages whose numbers can be worked out by hand.
@Suite("Pages of a few cells")
struct SmallPageTests {
  /// Three objects around one point, in the cell of row 1 and column 2: the first and the last share
  /// an anchor, and the second has the cell's other one.
  private static func page() throws -> CasePage {
    var components = LossComponents.reference
    components.assignment.collision = .allBoxesAllClasses
    let objects = [(6.0, 5.0, 0), (12, 10, 1), (6, 5, 1)].map { width, height, classID in
      LabeledBox(
        box: CornerBox(
          minX: 20 - width,
          minY: 12 - height,
          maxX: 20 + width,
          maxY: 12 + height
        ),
        classID: classID
      )
    }
    return try CasePage(
      of: DetectionCase(
        configuration: DetectorConfiguration(
          classes: ClassList(count: 2),
          scales: [
            DetectionScale(name: "only", stride: 8, anchorSides: [(12, 10), (24, 20)])
          ],
          fit: .none,
          components: components
        ),
        heads: .none(input: PixelSize(width: 32, height: 24)),
        truth: .objects([objects])
      )
    )
  }

  @Test("tell the script the sides of the anchors, and who shares one")
  func data() throws {
    let page = try Self.page()
    let scales = try #require(try SampleCase.data(page)["scales"] as? [[String: Any]])
    #expect(scales.map { $0.rows("anchors") } == [[[12, 10], [24, 20]]])
    let image = try #require(try SampleCase.images(page).first)
    // The anchor, the object that keeps it, the one that came before, and that both have it.
    #expect(image.rows("collisions") == [[0, 1, 2, 0, 2, 0, 2]])
  }

  @Test("draw the cells where there is no photograph, each line in its place")
  func grid() throws {
    let svg = try #require(try Self.page().svg())
    #expect(svg.contains("d=\"M8 0v24M16 0v24M24 0v24M0 8h32M0 16h32\""))
  }

  @Test("draw the dots of one cell's anchors side by side, a third of the cell apart")
  func dots() throws {
    let svg = try #require(try Self.page().svg())
    let dots = svg.matches(of: #/<circle cx="([\d.]+)" cy="([\d.]+)"/#).map { [$0.1, $0.2] }
    // The cell reaches from 16 to 24; its first anchor is that of two objects.
    #expect(dots == [["18.7", "12"], ["18.7", "12"], ["21.3", "12"]])
  }

  @Test("list a thousand images, and say how many more there are")
  func manyImages() throws {
    let example = try DetectionCase(
      configuration: DetectorConfiguration(
        classes: ClassList(count: 1),
        scales: [DetectionScale(name: "only", stride: 8, anchorSides: [(12, 10)])]
      ),
      heads: .none(input: PixelSize(width: 16, height: 8)),
      truth: .objects([[LabeledBox]](repeating: [], count: 1001))
    )
    let html = try CasePage(of: example, top: 1).html
    #expect(html.components(separatedBy: "<tr data-image=").count - 1 == 1000)
    #expect(
      html.contains("1 image of 1001 shown in full. 1 more are left out of this table;")
    )
  }
}
