import AssignmentReview
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Explaining an assignment")
struct AssignmentExplanationTests {
  static let rules: [AssignmentRule] = [
    .anchorIoU(threshold: 0.3), .bestAnchor, .bestAnchorPlus(threshold: 0.213, extras: .always),
    .bestAnchorPlus(threshold: 0.3, extras: .ifFree), .sizeRatio(below: 4, neighborCells: true),
    .sizeRatio(below: 2, neighborCells: false), .shapeIoU(threshold: 0.2),
    .gridIoU(threshold: 0.5),
  ]

  static let policies: [CollisionPolicy] = [
    .last, .first, .lastBoxAllClasses, .allBoxesAllClasses, .both, .bestIoUThenLast,
  ]

  /// Whether a configuration can have both.
  static func goTogether(_ rule: AssignmentRule, _ policy: CollisionPolicy) -> Bool {
    policy != .bestIoUThenLast || rule == .gridIoU(threshold: 0.5)
  }

  @Test("agrees with the assignment, for every rule and policy", arguments: rules)
  func agrees(rule: AssignmentRule) throws {
    for (seed, policy) in Self.policies.enumerated() where Self.goTogether(rule, policy) {
      let choice = AssignmentChoice(rule: rule, collision: policy)
      let assigner = try TestAssigner.assigner(choice, width: 320, height: 160)
      let objects = TestAssigner.randomObjects(
        25,
        seed: UInt64(seed),
        width: 320,
        height: 160
      )
      let explanation = try assigner.explanation(of: objects)
      let assignment = try assigner(objects)
      #expect(explanation.assignment == assignment)
      var held: [AnchorSite: Set<Int>] = [:]
      var outcomes: [AnchorSite: [Int: CandidateExplanation.Outcome]] = [:]
      for object in explanation.objects {
        let given = object.candidates.filter { $0.outcome != .refused }
        #expect(
          given.map(\.site) == assignment.assigned[object.object].matches.map(\.site)
        )
        for candidate in given {
          outcomes[candidate.site, default: [:]][object.object] = candidate.outcome
        }
        for site in object.positives { held[site, default: []].insert(object.object) }
        #expect(object.candidates.map(\.site).isSorted)
        #expect(object.candidates.allSatisfy { !$0.reason.isEmpty })
      }
      for holder in assignment.positives {
        #expect(held.removeValue(forKey: holder.site) == Set(holder.objects))
      }
      #expect(held.isEmpty)
      for collision in assignment.collisions {
        let outcome = outcomes[collision.site]?[collision.lost]
        switch collision.outcome {
        case .shared:
          #expect(outcome?.isKept == true)
        case .classKept:
          #expect(outcome == .classKept(keeper: collision.kept))
        case .lost:
          #expect(outcome?.isLost == true && outcome != .classKept(keeper: collision.kept))
        }
      }
    }
  }

  @Test("an object that the rule refuses altogether says so")
  func refused() throws {
    let choice = AssignmentChoice(rule: .sizeRatio(below: 2, neighborCells: true))
    let objects = [TestAssigner.object(100, 100, 3, 300)]
    let explanation = try TestAssigner.assigner(choice).explanation(of: objects)
    #expect(
      explanation.objects[0].summary
        == "object 0, class 0, (98.5, -50) to (101.5, 250): no anchor, the rule refused all 9 candidates"
    )
    #expect(explanation.assignment.unassigned == [0])
  }

  // MARK: - Sentences

  /// Every line about `objects` on one scale of two anchors.
  static func lines(
    _ rule: AssignmentRule,
    by policy: CollisionPolicy = .last,
    anchors: [(Double, Double)] = [(16, 16), (32, 16)],
    _ objects: [LabeledBox]
  ) throws -> [String] {
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: anchors)]
    let assigner = try TestAssigner.assigner(
      AssignmentChoice(rule: rule, collision: policy),
      width: 64,
      height: 48,
      scales: scales
    )
    return try assigner.explanation(of: objects).objects.flatMap {
      "\($0)".split(separator: "\n").map(String.init)
    }
  }

  static let square = TestAssigner.object(24, 24, 16, 16)
  static let shorter = TestAssigner.object(24, 24, 16, 12)
  static let sliver = TestAssigner.object(24, 24, 2, 2)

  @Test("of the reference's rule")
  func anchorIoU() throws {
    #expect(
      try Self.lines(.anchorIoU(threshold: 0.5), [Self.square, Self.sliver]) == [
        "object 0, class 0, (16, 16) to (32, 32): no anchor, all that it was given went to other objects",
        "  s, row 1, column 1, anchor 0: lost to object 1, which comes later: IoU 1 exceeds 0.5",
        "  s, row 1, column 1, anchor 1: refused: IoU 0.5 is the threshold itself, which must be exceeded",
        "object 1, class 0, (23, 23) to (25, 25): 1 anchor of 2 candidates",
        "  s, row 1, column 1, anchor 0: taken: IoU 0.01563, the best of all, since none exceeds 0.5",
        "  s, row 1, column 1, anchor 1: refused: IoU 0.007813, below 0.5 by 0.4922",
      ]
    )
  }

  @Test("of the rules of the best anchor")
  func bestAnchor() throws {
    #expect(
      try Self.lines(.bestAnchor, by: .lastBoxAllClasses, [Self.square, Self.shorter]) == [
        "object 0, class 0, (16, 16) to (32, 32): no anchor, all that it was given went to other objects",
        "  s, row 1, column 1, anchor 0: only its class is a target, beside object 1, which has the box: IoU of sizes 1, the best of all",
        "  s, row 1, column 1, anchor 1: refused: IoU of sizes 0.5, but s anchor 0 has 1",
        "object 1, class 0, (16, 18) to (32, 30): 1 anchor of 2 candidates",
        "  s, row 1, column 1, anchor 0: taken: IoU of sizes 0.75, the best of all",
        "  s, row 1, column 1, anchor 1: refused: IoU of sizes 0.375, but s anchor 0 has 0.75",
      ]
    )
    #expect(
      try Self.lines(.bestAnchor, anchors: [(16, 16), (16, 16)], [Self.square])[2]
        == "  s, row 1, column 1, anchor 1: refused: IoU of sizes 1, as much as s anchor 0, which comes first"
    )
    let wide = TestAssigner.object(24, 24, 32, 16)
    let plus = AssignmentRule.bestAnchorPlus(threshold: 0.4, extras: .ifFree)
    #expect(
      try Self.lines(plus, by: .first, [Self.square, wide]) == [
        "object 0, class 0, (16, 16) to (32, 32): 2 anchors of 2 candidates",
        "  s, row 1, column 1, anchor 0: taken: IoU of sizes 1, the best of all",
        "  s, row 1, column 1, anchor 1: taken: IoU of sizes 0.5 exceeds 0.4",
        "object 1, class 0, (8, 16) to (40, 32): no anchor, all that it was given went to other objects",
        "  s, row 1, column 1, anchor 0: not had: IoU of sizes 0.5 exceeds 0.4, but object 0 had it, and it is given only where it is free",
        "  s, row 1, column 1, anchor 1: lost to object 0, which comes earlier: IoU of sizes 1, the best of all",
      ]
    )
  }

  @Test("of the rule of ratios, with neighbours")
  func sizeRatio() throws {
    let object = TestAssigner.object(20, 24, 16, 16)
    let lines = try Self.lines(
      .sizeRatio(below: 2, neighborCells: true),
      by: .both,
      [object, object]
    )
    #expect(
      lines.prefix(6) == [
        "object 0, class 0, (12, 16) to (28, 32): 2 anchors of 6 candidates",
        "  s, row 0, column 1, anchor 0: refused: ratio of sides 1 would do, but the centre is too far from this cell, the upper neighbour of its own",
        "  s, row 1, column 0, anchor 0: taken, and shared with object 1: ratio of sides 1 is below 2, and the centre is near this cell, the left neighbour of its own",
        "  s, row 1, column 1, anchor 0: taken, and shared with object 1: ratio of sides 1 is below 2",
        "  s, row 1, column 1, anchor 1: refused: ratio of sides 2 is not below 2",
        "  s, row 1, column 2, anchor 0: refused: ratio of sides 1 would do, but the centre is too far from this cell, the right neighbour of its own",
      ]
    )
  }

  @Test("of the grid's rule, whose collisions have two stages")
  func gridIoU() throws {
    let objects = [
      Self.square, TestAssigner.object(24, 24, 30, 16),
      TestAssigner.object(24, 24, 20, 16),
    ]
    let lines = try Self.lines(.gridIoU(threshold: 0.4), by: .bestIoUThenLast, objects)
    #expect(
      lines == [
        "object 0, class 0, (16, 16) to (32, 32): no anchor, all that it was given went to other objects",
        "  s, row 1, column 1, anchor 0: lost to object 2, whose best it is too, and which comes later: IoU 1, the best of all",
        "  s, row 1, column 1, anchor 1: lost to object 1, whose best it is: IoU 0.5 exceeds 0.4",
        "object 1, class 0, (9, 16) to (39, 32): 1 anchor of 2 candidates, 1 lost to other objects",
        "  s, row 1, column 1, anchor 0: lost to object 2, whose best it is: IoU 0.5333 exceeds 0.4",
        "  s, row 1, column 1, anchor 1: taken: IoU 0.9375, the best of all",
        "object 2, class 0, (14, 16) to (34, 32): 1 anchor of 2 candidates, 1 lost to other objects",
        "  s, row 1, column 1, anchor 0: taken: IoU 0.8, the best of all",
        "  s, row 1, column 1, anchor 1: lost to object 1, whose best it is: IoU 0.625 exceeds 0.4",
      ]
    )
  }

  @Test("a number beside a bound that it nearly equals keeps its digits")
  func nearBound() throws {
    let line = try Self.lines(.shapeIoU(threshold: 0.5.nextUp), [Self.square])[2]
    #expect(
      line
        == "  s, row 1, column 1, anchor 1: refused: IoU of sizes 0.5, below 0.5 by 1.11e-16"
    )
  }
}

extension [AnchorSite] {
  var isSorted: Bool { zip(self, dropFirst()).allSatisfy { !($1 < $0) } }
}
