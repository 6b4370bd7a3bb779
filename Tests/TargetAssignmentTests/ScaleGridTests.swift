import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Grids of cells")
struct ScaleGridTests {
  @Test("rows come from the height, columns from the width")
  func sizes() throws {
    let input = PixelSize(width: 608, height: 320)
    let grids = try ScaleGrid.grids(of: DetectionScale.yolov3, input: input)
    #expect(grids.map(\.rows) == [40, 20, 10])
    #expect(grids.map(\.columns) == [76, 38, 19])
    #expect(grids.map(\.anchorCount) == [9120, 2280, 570])
    #expect(grids.allSatisfy { $0.input == input })
    #expect(grids.map(\.scale) == DetectionScale.yolov3)
  }

  @Test("an input of 416 has 10,647 anchors")
  func anchors() throws {
    let input = PixelSize(width: 416, height: 416)
    let grids = try ScaleGrid.grids(of: DetectionScale.yolov3, input: input)
    #expect(grids.reduce(0) { $0 + $1.anchorCount } == 10_647)
  }

  static func sentence(_ width: Int, _ height: Int, strides: [Int] = [8, 16, 32]) -> String {
    let scales = strides.map {
      DetectionScale(name: "s\($0)", stride: $0, anchorSides: [(10, 10)])
    }
    return errorSentence {
      try ScaleGrid.grids(of: scales, input: PixelSize(width: width, height: height))
    }
  }

  @Test("an input that a stride does not divide, with the nearest that all divide")
  func indivisible() {
    #expect(
      Self.sentence(424, 416) == """
        an input of 424x416 has no whole number of cells at stride 16 (scale "s16"); the nearest \
        that has one on every scale is 416x416
        """
    )
    #expect(
      Self.sentence(416, 433) == """
        an input of 416x433 has no whole number of cells at stride 8 (scale "s8"); the nearest \
        that has one on every scale is 416x448
        """
    )
    #expect(
      Self.sentence(0, -64) == """
        an input of 0x-64 has no whole number of cells at stride 8 (scale "s8"); the nearest that \
        has one on every scale is 32x32
        """
    )
    #expect(
      Self.sentence(100, 100, strides: [10, 12]) == """
        an input of 100x100 has no whole number of cells at stride 12 (scale "s12"); the nearest \
        that has one on every scale is 120x120
        """
    )
  }

  @Test("sizes at the end of the integers, and strides without a common multiple")
  func overflow() {
    #expect(
      Self.sentence(Int.max, 416) == """
        an input of \(Int.max)x416 has no whole number of cells at stride 8 (scale "s8"); the \
        nearest that has one on every scale is \(Int.max - 31)x416
        """
    )
    #expect(
      Self.sentence(416, 416, strides: [65_521, 65_519, 65_497, 65_479]) == """
        an input of 416x416 has no whole number of cells at stride 65521 (scale "s65521"); no size \
        near it has one on every scale, so check the strides in the config
        """
    )
  }
}
