import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

extension TargetAssignerTests {
  /// Three objects of one size, so near to each other that they want the same anchors.
  static let rivals = [
    TestAssigner.object(204, 204, 20, 20), TestAssigner.object(204.5, 204, 20, 20),
    TestAssigner.object(204, 203.5, 20, 20),
  ]

  @Test("three objects on one anchor: the last or the first keeps it")
  func collisions() throws {
    for (policy, kept, lost) in [
      (CollisionPolicy.last, 2, [0, 1]), (.first, 0, [1, 2]),
    ] {
      let result = try TestAssigner.assigner(AssignmentChoice(collision: policy))(Self.rivals)
      #expect(
        result.assigned.map { $0.matches.map(\.site.anchor) } == [
          [0, 1, 2], [0, 1, 2], [0, 1, 2],
        ]
      )
      #expect(result.positives.map(\.object) == [kept, kept, kept])
      #expect(result.positives.map(\.site.anchor) == [0, 1, 2])
      #expect(result.collisions.map(\.lost) == lost + lost + lost)
      #expect(result.collisions.map(\.kept) == [Int](repeating: kept, count: 6))
      #expect(result.collisions.map(\.site.anchor) == [0, 0, 1, 1, 2, 2])
      #expect(result.objects(onScale: 0) == [0, 1, 2])
      #expect(result.objects(onScale: 1).isEmpty)
    }
  }

  @Test("the order of the objects decides a collision")
  func objectOrder() throws {
    let (a, b) = (Self.rivals[0], Self.rivals[1])
    let forward = try TestAssigner.assigner()([a, b])
    let backward = try TestAssigner.assigner()([b, a])
    #expect(forward.positives.flatMap(\.objects).map { forward.objects[$0] } == [b, b, b])
    #expect(backward.positives.flatMap(\.objects).map { backward.objects[$0] } == [a, a, a])
    let first = try TestAssigner.assigner(AssignmentChoice(collision: .first))([a, b])
    #expect(first.positives.flatMap(\.objects).map { first.objects[$0] } == [a, a, a])
  }

  /// One scale of one square anchor.
  private static func square(_ choice: AssignmentChoice) throws -> TargetAssigner {
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16)])]
    return try TestAssigner.assigner(choice, width: 64, height: 64, scales: scales)
  }

  /// What two objects of two classes make of one scale of one square anchor.
  private static func pair(
    _ policy: CollisionPolicy,
    rule: AssignmentRule = .bestAnchor
  ) throws -> ImageAssignment {
    let assigner = try square(AssignmentChoice(rule: rule, collision: policy))
    // The second has its centre in the cell to the right of the first, and leans to the left.
    let isNeighbor = rule.choice is SizeRatioRule
    return try assigner([
      TestAssigner.object(24, 24, 16, 16, classID: 3),
      TestAssigner.object(isNeighbor ? 36 : 24, 24, 16, 14, classID: 1),
    ])
  }

  @Test("any number of objects may share an anchor")
  func crowd() throws {
    let count = 20_000
    let objects = [LabeledBox](repeating: TestAssigner.object(24, 24, 16, 16), count: count)
    let result = try Self.square(AssignmentChoice(collision: .allBoxesAllClasses))(objects)
    #expect(result.positives.count == 1 && result.positives[0].boxes.count == count)
    #expect(result.collisions.count == count - 1)
    #expect(result.collisions.allSatisfy { $0.outcome == .shared })
  }

  @Test("who has box and class of an anchor of two objects, by each policy")
  func policies() throws {
    struct Row {
      let policy: CollisionPolicy
      let boxes: [Int]
      let classes: [ClassTarget]
      let outcome: AnchorCollision.Outcome
      let unassigned: [Int]
    }
    let rows = [
      Row(policy: .last, boxes: [1], classes: [.index(1)], outcome: .lost, unassigned: [0]),
      Row(policy: .first, boxes: [0], classes: [.index(3)], outcome: .lost, unassigned: [1]),
      Row(
        policy: .lastBoxAllClasses,
        boxes: [1],
        classes: [.indices([1, 3])],
        outcome: .classKept,
        unassigned: [0]
      ),
      Row(
        policy: .allBoxesAllClasses,
        boxes: [0, 1],
        classes: [.indices([1, 3])],
        outcome: .shared,
        unassigned: []
      ),
      Row(
        policy: .both,
        boxes: [0, 1],
        classes: [.index(3), .index(1)],
        outcome: .shared,
        unassigned: []
      ),
      Row(
        policy: .bestIoUThenLast,
        boxes: [1],
        classes: [.index(1)],
        outcome: .lost,
        unassigned: [0]
      ),
    ]
    for row in rows {
      // The last policy goes with one rule only.
      let rule: AssignmentRule =
        row.policy == .bestIoUThenLast ? .gridIoU(threshold: 0.5) : .bestAnchor
      let result = try Self.pair(row.policy, rule: rule)
      #expect(result.positives.map(\.objects) == [row.boxes])
      #expect(result.collisions.map(\.outcome) == [row.outcome])
      #expect(result.unassigned == row.unassigned)
      let targets = try result.targets(for: try Self.square(AssignmentChoice()).detector).scales[0]
      #expect(targets.positives.map(\.classTargets) == [row.classes])
    }
  }

  @Test("an anchor that is nobody's best one goes to the larger overlap, the first of equals")
  func largerOverlap() throws {
    let sides: [(Double, Double)] = [(16, 16), (16, 14), (14, 16)]
    let assigner = try TestAssigner.assigner(
      AssignmentChoice(rule: .gridIoU(threshold: 0.5), collision: .bestIoUThenLast),
      width: 64,
      height: 64,
      scales: [DetectionScale(name: "s", stride: 16, anchorSides: sides)]
    )
    func holders(_ objects: [LabeledBox]) throws -> [Int?] {
      try assigner(objects).positives.map(\.object)
    }
    let (flat, narrow) = (
      TestAssigner.object(24, 24, 16, 14), TestAssigner.object(24, 24, 14, 16)
    )
    // Each has its own best anchor; the square one overlaps both by 224 / 256.
    #expect(try holders([flat, narrow]) == [0, 0, 1])
    #expect(try holders([narrow, flat]) == [0, 1, 0])
    // This one by 208 / 256.
    #expect(try holders([TestAssigner.object(24, 24, 16, 13), narrow]) == [1, 0, 1])
  }

  @Test("neighbour cells are written after own cells, whatever the order of the objects")
  func neighborsLast() throws {
    let rule = AssignmentRule.sizeRatio(below: 4, neighborCells: true)
    let contested = AnchorSite(scale: 0, row: 1, column: 1, anchor: 0)
    let result = try Self.pair(.both, rule: rule)
    let reversed = try Self.square(AssignmentChoice(rule: rule, collision: .both))(
      result.objects.reversed()
    )
    #expect(result.positives.first { $0.site == contested }?.objects == [0, 1])
    #expect(reversed.positives.first { $0.site == contested }?.objects == [1, 0])
  }

  @Test(
    "a centre on a cell's edge is given its own cell again, or once",
    arguments: [
      // Centre, then the cells that an anchor is given in, by row and column.
      (24.0, 32.0, [[1, 1], [2, 1], [2, 1]], [[1, 1], [2, 1]]),
      (32, 32, [[1, 2], [2, 1], [2, 2], [2, 2], [2, 2]], [[1, 2], [2, 1], [2, 2]]),
      (28, 26, [[1, 1], [1, 2], [2, 1]], [[1, 1], [1, 2], [2, 1]]),
    ]
  )
  func cellEdge(x: Double, y: Double, repeats: [[Int]], once: [[Int]]) throws {
    for (edge, expected) in [(CellEdge.repeats, repeats), (.once, once)] {
      let rule = AssignmentRule.sizeRatio(below: 4, neighborCells: true, onCellEdge: edge)
      let assigner = try TestAssigner.assigner(
        AssignmentChoice(rule: rule, collision: .both),
        width: 64,
        height: 64,
        scales: [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16)])]
      )
      let matches = try assigner([TestAssigner.object(x, y, 16, 16)]).assigned[0].matches
      #expect(matches.map { [$0.site.row, $0.site.column] } == expected)
    }
  }

  @Test("an extra anchor that is given where it is free never takes one")
  func whereFree() throws {
    let rule = AssignmentRule.bestAnchorPlus(threshold: 0.2, extras: .ifFree)
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16), (32, 16)])]
    func holders(_ objects: [LabeledBox]) throws -> [[Int]] {
      let choice = AssignmentChoice(rule: rule, collision: .last)
      return try TestAssigner.assigner(choice, width: 64, height: 64, scales: scales)(objects)
        .positives.map(\.objects)
    }
    let square = TestAssigner.object(24, 24, 16, 16)
    let wide = TestAssigner.object(24, 24, 32, 16)
    // The square takes both; its extra yields to the wide one's best, its best stays its own.
    #expect(try holders([square, wide]) == [[0], [1]])
    #expect(try holders([wide, square]) == [[1], [0]])
    #expect(try holders([square]) == [[0], [0]])
  }

  @Test("an extra that came to a taken anchor has no part in it, whoever comes behind")
  func extraAmongOthers() throws {
    let rule = AssignmentRule.bestAnchorPlus(threshold: 0.2, extras: .ifFree)
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16), (32, 16)])]
    // Of the square anchor the wide object is an extra, of the wide one the squares are.
    let objects = [
      TestAssigner.object(24, 24, 16, 16, classID: 0),
      TestAssigner.object(24, 24, 32, 16, classID: 1),
      TestAssigner.object(24, 24, 16, 16, classID: 2),
    ]
    for (policy, boxes, targets, outcome) in [
      (
        CollisionPolicy.lastBoxAllClasses, [[2], [1]],
        [[ClassTarget.indices([0, 2])], [.indices([0, 1])]],
        AnchorCollision.Outcome.classKept
      ),
      (
        .allBoxesAllClasses, [[0, 2], [0, 1]], [[.indices([0, 2])], [.indices([0, 1])]], .shared
      ),
      (.both, [[0, 2], [0, 1]], [[.index(0), .index(2)], [.index(0), .index(1)]], .shared),
    ] {
      let choice = AssignmentChoice(rule: rule, collision: policy)
      let result = try TestAssigner.assigner(choice, width: 64, height: 64, scales: scales)(objects)
      #expect(result.positives.map(\.objects) == boxes)
      #expect(result.positives.map(\.classTargets) == targets)
      #expect(result.collisions.map(\.kept) == [2, 2, 1, 1])
      #expect(result.collisions.map(\.lost) == [0, 1, 0, 2])
      #expect(result.collisions.map(\.outcome) == [outcome, .lost, outcome, .lost])
    }
  }
}
