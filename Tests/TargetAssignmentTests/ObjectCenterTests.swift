import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// Where an object's centre is taken to stand, and in which cell: keras-yolo3's two faults.
@Suite("Centres of whole pixels, and cells of single precision")
struct ObjectCenterTests {
  static func assigner(
    _ center: ObjectCenter,
    _ cell: CellArithmetic,
    width: Int = 416
  ) throws -> TargetAssigner {
    try TestAssigner.assigner(
      AssignmentChoice(rule: .bestAnchor, collision: .last, center: center, cell: cell),
      width: width,
      height: 32,
      scales: [DetectionScale(name: "s", stride: 8, anchorSides: [(10, 13)])]
    )
  }

  /// How many objects, each centred on an edge between two columns, land in the cell before it.
  static func edgesOneShort(_ cell: CellArithmetic, width: Int) throws -> Int {
    let assigner = try assigner(.exact, cell, width: width)
    return try (1..<width / 8).count { column in
      let object = TestAssigner.object(Double(column * 8), 4, 10, 6)
      return try assigner([object]).positives[0].column == column - 1
    }
  }

  @Test(
    "an edge in three is one cell short in single precision, at 512 pixels none",
    arguments: [(320, 14), (416, 18), (608, 34), (512, 0)]
  )
  func edges(width: Int, short: Int) throws {
    #expect(try Self.edgesOneShort(.float32Fraction, width: width) == short)
    #expect(try Self.edgesOneShort(.exact, width: width) == 0)
  }

  @Test("a centre between two pixels is that of the first of them, and the sides stay")
  func wholePixels() throws {
    // 80...121 and 10...17: the middle (100.5, 13.5).
    let object = TestAssigner.object(100.5, 13.5, 41, 7)
    let box = try Self.assigner(.wholePixels, .exact)([object]).positives[0].box
    #expect([box.centerX, box.centerY, box.width, box.height] == [100, 13, 41, 7])
    let plain = try Self.assigner(.exact, .exact)([object]).positives[0].box
    #expect([plain.centerX, plain.centerY, plain.width, plain.height] == [100.5, 13.5, 41, 7])
  }

  @Test("a whole centre stays in its cell whatever the sides, and moving twice changes nothing")
  func sides() throws {
    var generator = SeededGenerator(seed: 11)
    let assigner = try Self.assigner(.wholePixels, .exact)
    for _ in 0..<200 {
      let object = TestAssigner.object(
        208 + Double.random(in: 0..<1, using: &generator),
        Double.random(in: 8..<9, using: &generator),
        Double.random(in: 0.1...90, using: &generator),
        Double.random(in: 0.1...20, using: &generator)
      )
      let once = try assigner([object])
      let anchor = once.positives[0]
      #expect((anchor.row, anchor.column) == (1, 26))
      #expect((anchor.box.centerX, anchor.box.centerY) == (208, 8))
      #expect(abs(anchor.box.width - object.box.width) < 2e-9)
      #expect(try assigner(once.objects) == once)
    }
  }
}
