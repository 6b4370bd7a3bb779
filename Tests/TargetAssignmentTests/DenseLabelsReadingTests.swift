import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Reading somebody's label tensors")
struct DenseLabelsReadingTests {
  /// 2 × 3 cells of 2 anchors and 2 classes: 7 channels.
  static let scale = DetectionScale(name: "s", stride: 32, anchorSides: [(10, 10), (20, 20)])

  /// Reads a tensor whose anchor in row 1, column 2, anchor 0 is `anchor`, and a list of `rows`.
  static func read(_ anchor: [Double], _ rows: [[Double]] = []) throws -> ScaleTargets {
    let label = [Double](repeating: 0, count: 70) + anchor + [Double](repeating: 0, count: 7)
    return try DenseLabels.targets(
      scale: try Detector.scale(scale, rows: 2, columns: 3, classes: 2),
      boxCapacity: rows.count,
      label: { label[$0] },
      boxes: { rows[$0 / 4][$0 % 4] }
    )
  }

  static let background = [Double](repeating: 0, count: 7)

  @Test("a positive anchor has the class values as they stand")
  func positive() throws {
    let targets = try Self.read([70, 40, 8, 4, 1, 1, 0.25])
    #expect(
      targets.positives == [
        PositiveAnchor(
          site: AnchorSite(scale: 0, row: 1, column: 2, anchor: 0),
          boxes: [
            BoxTarget(object: nil, box: CenterBox(centerX: 70, centerY: 40, width: 8, height: 4))
          ],
          classTargets: [.distribution([1, 0.25])]
        )
      ]
    )
  }

  @Test("nothing but the objectness is read where it is zero")
  func background() throws {
    let targets = try Self.read([.nan, -1, .infinity, 0, -0.0, 7, .nan])
    #expect(targets == ScaleTargets(positives: [], backgroundObjects: []))
  }

  @Test("rows of zeros are padding, wherever they stand")
  func padding() throws {
    let targets = try Self.read(Self.background, [[0, 0, 0, 0], [5, 5, 2, 4], [0, -0.0, 0, 0]])
    #expect(targets.backgroundObjects == [CornerBox(minX: 4, minY: 3, maxX: 6, maxY: 7)])
  }

  @Test("an objectness other than 0 and 1", arguments: [0.5, -1, 2, .nan, .infinity])
  func objectness(value: Double) {
    #expect(
      errorSentence { try Self.read([70, 40, 8, 4, value, 1, 0]) } == """
        row 1, column 2, anchor 0: found objectness (channel 4) \(value); allowed 0, or 1 where \
        the anchor predicts an object; correct what wrote the labels
        """
    )
  }

  /// Four numbers that are no box.
  static let noBoxes: [[Double]] = [
    [70, 40, 0, 4], [70, 40, 8, -4], [.nan, 40, 8, 4], [70, -.infinity, 8, 4],
    [70, 40, .infinity, 4], [70, 40, 8, .nan], [70, 40, 1e300, 1e300], [1e19, 40, 8, 4],
  ]

  @Test("a positive anchor whose box is none", arguments: noBoxes)
  func box(values: [Double]) {
    #expect(
      errorSentence { try Self.read(values + [1, 1, 0]) } == """
        row 1, column 2, anchor 0: found the box (channels 0 to 3) \(values); allowed centre x, \
        centre y, width and height in pixels of the network input, with a positive size; correct \
        what wrote the labels
        """
    )
  }

  @Test("a class value outside 0...1", arguments: [-0.01, 1.01, .nan, .infinity])
  func classValue(value: Double) {
    #expect(
      errorSentence { try Self.read([70, 40, 8, 4, 1, 0, value]) } == """
        row 1, column 2, anchor 0: found the value \(value) of class 1 (channel 6); allowed 0 to \
        1; correct what wrote the labels
        """
    )
  }

  @Test("a listed box that is none", arguments: noBoxes + [[1, 0, 0, 0]])
  func listedBox(values: [Double]) {
    #expect(
      errorSentence { try Self.read(Self.background, [[5, 5, 2, 4], values]) } == """
        row 1: found the box \(values); allowed centre x, centre y, width and height in pixels of \
        the network input, with a positive size, or four zeros for padding; correct what wrote the \
        labels
        """
    )
  }
}
