import BoxGeometry
import DetectionTestSupport
import DetectionText
import DetectorConfiguration
import TargetAssignment
import Testing

extension TargetAssignerTests {
  @Test("what the rule gives an object does not depend on the others", arguments: UInt64(0)..<4)
  func permutation(seed: UInt64) throws {
    let assigner = try TestAssigner.assigner(width: 608, height: 320)
    let objects = TestAssigner.randomObjects(20, seed: seed, width: 608, height: 320)
    var generator = SeededGenerator(seed: seed + 100)
    let order = Array(objects.indices).shuffled(using: &generator)
    let straight = try assigner(objects)
    let permuted = try assigner(order.map { objects[$0] })
    for (position, index) in order.enumerated() {
      let (matches, others) = (
        permuted.assigned[position].matches, straight.assigned[index].matches
      )
      #expect(matches.map(\.site) == others.map(\.site))
      #expect(matches.map(\.iou) == others.map(\.iou))
      #expect(matches.map(\.reason) == others.map(\.reason))
      #expect(permuted.assigned[position].isFallback == straight.assigned[index].isFallback)
    }
    // The same anchors are positive; where nobody collided, for the same object.
    #expect(permuted.positives.map(\.site) == straight.positives.map(\.site))
    let contested = Set(straight.collisions.map(\.site))
    for (p, s) in zip(permuted.positives, straight.positives) where !contested.contains(s.site) {
      #expect(p.object.map { order[$0] } == s.object)
    }
    // Every match is either kept or lost.
    let matches = straight.assigned.reduce(0) { $0 + $1.matches.count }
    #expect(straight.positives.count + straight.collisions.count == matches)
    #expect(straight.assigned.allSatisfy { !$0.matches.isEmpty })
  }

  @Test("an explanation has the same matches, whatever else it shows", arguments: UInt64(0)..<2)
  func explained(seed: UInt64) throws {
    for choice in AssignmentRule.usual where !choice.rule.needsPredictions {
      let assigner = try TestAssigner.assigner(
        AssignmentChoice(rule: choice, collision: .both),
        width: 160,
        height: 96
      )
      let objects = TestAssigner.randomObjects(9, seed: seed, width: 160, height: 96)
      let candidates = try [false, true].map {
        try assigner.candidates(among: objects, nil, isExplained: $0) { Place(parts: ["\($0)"]) }
      }
      for object in objects.indices {
        let matches = candidates.map { $0(object).filter { $0.reason != nil } }
        #expect(matches[0].map(\.site) == matches[1].map(\.site), "\(choice)")
        #expect(matches[0].map(\.iou) == matches[1].map(\.iou), "\(choice)")
        #expect(matches[0].map(\.reason) == matches[1].map(\.reason), "\(choice)")
      }
    }
  }

  @Test("a mirrored input has mirrored anchors", arguments: UInt64(0)..<4)
  func mirrored(seed: UInt64) throws {
    // Random centres lie off the cell edges, which belong to one side only.
    let assigner = try TestAssigner.assigner(width: 608, height: 320)
    for object in TestAssigner.randomObjects(40, seed: seed, width: 608, height: 320) {
      let box = object.box
      let flipped = LabeledBox(
        box: CornerBox(
          minX: 608 - box.maxX,
          minY: 320 - box.maxY,
          maxX: 608 - box.minX,
          maxY: 320 - box.minY
        ),
        classID: 0
      )
      let straight = try assigner([object]).assigned[0].matches
      let back = try assigner([flipped]).assigned[0].matches.map { match -> AnchorSite in
        let grid = assigner.detector.scales[match.site.scale]
        var site = match.site
        site.row = grid.rows - 1 - site.row
        site.column = grid.columns - 1 - site.column
        return site
      }
      #expect(back == straight.map(\.site))
    }
  }
}
