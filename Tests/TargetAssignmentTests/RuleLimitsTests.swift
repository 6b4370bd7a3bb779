import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// Ties and limits, where one rule differs from its neighbour by a single sign.
@Suite("Rules at their limits")
struct RuleLimitsTests {
  /// Matches as row, column and anchor, of objects on one scale of stride 16.
  private static func places(
    _ rule: AssignmentRule,
    anchors: [(Double, Double)] = [(16, 16)],
    collision: CollisionPolicy = .both,
    size: Int = 64,
    _ objects: [LabeledBox]
  ) throws -> [[[Int]]] {
    let assigner = try TestAssigner.assigner(
      AssignmentChoice(rule: rule, collision: collision),
      width: size,
      height: size,
      scales: [DetectionScale(name: "s", stride: 16, anchorSides: anchors)]
    )
    return try assigner(objects).assigned.map { assignment in
      assignment.matches.map { [$0.site.row, $0.site.column, $0.site.anchor] }
        .sorted { $0.lexicographicallyPrecedes($1) }
    }
  }

  private static func neighbors(_ x: Double, _ y: Double, _ edge: CellEdge) throws -> [[Int]] {
    let rule = AssignmentRule.sizeRatio(below: 4, neighborCells: true, onCellEdge: edge)
    return try places(rule, [TestAssigner.object(x, y, 16, 16)])[0]
  }

  @Test("a centre exactly one cell from the edge has no neighbour there")
  func oneCellFromTheEdge() throws {
    for edge in CellEdge.allCases {
      // On an edge between cells the own one may be given twice.
      let again = edge == .repeats ? [[1, 1, 0]] : []
      // One cell from the left edge, or the upper one.
      #expect(try Self.neighbors(16, 25, edge) == again + [[1, 1, 0], [2, 1, 0]])
      #expect(try Self.neighbors(25, 16, edge) == again + [[1, 1, 0], [1, 2, 0]])
      // One cell from the right edge, or the lower one; the other sides are near.
      #expect(try Self.neighbors(48, 25, edge) == [[1, 2, 0], [1, 3, 0], [2, 3, 0]])
      #expect(try Self.neighbors(25, 48, edge) == [[2, 1, 0], [3, 1, 0], [3, 2, 0]])
      // A hair further inside they are there.
      #expect(try Self.neighbors(16.01, 25, edge) == [[1, 0, 0], [1, 1, 0], [2, 1, 0]])
      #expect(try Self.neighbors(25, 16.01, edge) == [[0, 1, 0], [1, 1, 0], [1, 2, 0]])
      #expect(try Self.neighbors(47.99, 25, edge) == [[1, 2, 0], [1, 3, 0], [2, 2, 0]])
      #expect(try Self.neighbors(25, 47.99, edge) == [[2, 1, 0], [2, 2, 0], [3, 1, 0]])
    }
  }

  @Test("the middle of a cell is near no other")
  func middle() throws {
    #expect(try Self.neighbors(24, 24, .repeats) == [[1, 1, 0]])
    #expect(try Self.neighbors(23.99, 24, .repeats) == [[1, 0, 0], [1, 1, 0]])
    #expect(try Self.neighbors(24.01, 24, .repeats) == [[1, 1, 0], [1, 2, 0]])
    #expect(try Self.neighbors(24, 23.99, .repeats) == [[0, 1, 0], [1, 1, 0]])
    #expect(try Self.neighbors(24, 24.01, .repeats) == [[1, 1, 0], [2, 1, 0]])
  }

  @Test("a ratio of sides at the bound is not below it")
  func ratio() throws {
    let rule = AssignmentRule.sizeRatio(below: 4, neighborCells: false)
    func isGiven(_ width: Double, _ height: Double) throws -> Bool {
      try !Self.places(rule, [TestAssigner.object(24, 24, width, height)])[0].isEmpty
    }
    for side in [4.0, 64] {
      #expect(try !isGiven(side, 16))
      #expect(try !isGiven(16, side))
    }
    for side in [4.001, 63.99] {
      #expect(try isGiven(side, 16))
      #expect(try isGiven(16, side))
    }
  }

  @Test("an object that overlaps no open anchor gets none")
  func noOverlap() throws {
    let anchors: [(Double, Double)] = [(2, 2), (4, 4)]
    let corner = TestAssigner.object(17, 17, 2, 2)
    #expect(try Self.places(.gridIoU(threshold: 0.5), anchors: anchors, [corner]) == [[]])
    #expect(try Self.places(.gridIoU(threshold: 0), anchors: anchors, [corner]) == [[]])
    // One that reaches the larger anchor, 22 to 26, has it alone.
    let reaching = TestAssigner.object(20, 20, 5, 5)
    #expect(
      try Self.places(.gridIoU(threshold: 0.5), anchors: anchors, [reaching]) == [[[1, 1, 1]]]
    )
  }

  @Test("equal overlaps with several open anchors are all taken, an overlap at the threshold not")
  func gridTies() throws {
    // The object contains both anchors, of a quarter of its area each.
    let anchors: [(Double, Double)] = [(8, 8), (16, 4)]
    let object = TestAssigner.object(24, 24, 16, 16)
    #expect(
      try Self.places(.gridIoU(threshold: 0.5), anchors: anchors, [object])
        == [[[1, 1, 0], [1, 1, 1]]]
    )
    let unequal: [(Double, Double)] = [(16, 8), (16, 16)]
    #expect(
      try Self.places(.gridIoU(threshold: 0.5), anchors: unequal, [object]) == [[[1, 1, 1]]]
    )
    #expect(
      try Self.places(.gridIoU(threshold: 0.499), anchors: unequal, [object])
        == [[[1, 1, 0], [1, 1, 1]]]
    )
  }

  @Test("of equal anchors the first is the best, and one at the threshold is not given")
  func bestAnchor() throws {
    let object = TestAssigner.object(24, 24, 16, 16)
    // Each is alike by one half.
    let anchors: [(Double, Double)] = [(16, 8), (8, 16), (32, 16)]
    #expect(try Self.places(.bestAnchor, anchors: anchors, [object]) == [[[1, 1, 0]]])
    for extras in ExtraAnchors.allCases {
      let at = AssignmentRule.bestAnchorPlus(threshold: 0.5, extras: extras)
      #expect(try Self.places(at, anchors: anchors, [object]) == [[[1, 1, 0]]])
      let below = AssignmentRule.bestAnchorPlus(threshold: 0.499, extras: extras)
      #expect(
        try Self.places(below, anchors: anchors, [object])
          == [[[1, 1, 0], [1, 1, 1], [1, 1, 2]]]
      )
    }
    let later: [(Double, Double)] = [(16, 8), (16, 12), (12, 16)]
    #expect(try Self.places(.bestAnchor, anchors: later, [object]) == [[[1, 1, 1]]])
  }

  @Test("CIoU at corners takes distance and shape off the overlap")
  func cornerCIoU() throws {
    let rule = AssignmentRule.bestAnchor(by: .cornerCIoU)
    let assigner = try TestAssigner.assigner(
      AssignmentChoice(rule: rule),
      width: 64,
      height: 64,
      scales: [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 8), (20, 30), (24, 16)])]
    )
    let look = try assigner.candidates(
      among: [TestAssigner.object(24, 24, 24, 16)],
      nil,
      isExplained: true
    ) { Place(parts: ["object \($0)"]) }
    let values = look(0).map(\.measure.value)
    // Of (24, 16) and (16, 8): IoU 1/3, distance (64 + 64) / 4 / (576 + 256), and
    // v = 4 / pi^2 (atan 1.5 - atan 2)^2; of (20, 30) likewise.
    #expect(values.count == 3)
    #expect(relativeError(values[0], reference: 0.29481342336356203) < 1e-14)
    #expect(relativeError(values[1], reference: 0.4391549470408819) < 1e-14)
    #expect(values[2] == 1)
  }

  @Test("an overlap at the threshold is not taken, and the fallback is the first of equals")
  func anchorIoU() throws {
    let object = TestAssigner.object(24, 24, 16, 16)
    let anchors: [(Double, Double)] = [(16, 8), (8, 16)]
    func taken(_ threshold: Double) throws -> [[[Int]]] {
      try Self.places(.anchorIoU(threshold: threshold), anchors: anchors, [object])
    }
    #expect(try taken(0.499) == [[[1, 1, 0], [1, 1, 1]]])
    #expect(try taken(0.5) == [[[1, 1, 0]]])
  }

  @Test("a cell out of a fraction of the input takes the width for columns, the height for rows")
  func fractions() throws {
    for (width, height) in [(128, 64), (64, 128)] {
      let assigner = try TestAssigner.assigner(
        AssignmentChoice(rule: .bestAnchor, cell: .float32Fraction),
        width: width,
        height: height,
        scales: [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16)])]
      )
      let match = try assigner([TestAssigner.object(56, 40, 16, 16)]).assigned[0].matches[0]
      #expect([match.site.row, match.site.column] == [2, 3])
    }
  }
}
