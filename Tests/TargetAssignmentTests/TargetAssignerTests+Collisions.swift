import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

extension TargetAssignerTests {
  /// Three objects of one size, so near to each other that they want the same anchors.
  static let rivals = [
    object(204, 204, 20, 20), object(204.5, 204, 20, 20), object(204, 203.5, 20, 20),
  ]

  @Test("three objects on one anchor: the last or the first keeps it")
  func collisions() throws {
    for (policy, kept, lost) in [
      (CollisionPolicy.last, 2, [0, 1]), (.first, 0, [1, 2]),
    ] {
      let result = try Self.assigner(AssignmentChoice(collision: policy))(Self.rivals)
      #expect(
        result.assigned.map { $0.matches.map(\.site.anchor) } == [
          [0, 1, 2], [0, 1, 2], [0, 1, 2],
        ]
      )
      #expect(result.responsible.map(\.object) == [kept, kept, kept])
      #expect(result.responsible.map(\.site.anchor) == [0, 1, 2])
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
    let forward = try Self.assigner()([a, b])
    let backward = try Self.assigner()([b, a])
    #expect(forward.responsible.map { forward.objects[$0.object] } == [b, b, b])
    #expect(backward.responsible.map { backward.objects[$0.object] } == [a, a, a])
    let first = try Self.assigner(AssignmentChoice(collision: .first))([a, b])
    #expect(first.responsible.map { first.objects[$0.object] } == [a, a, a])
  }
}
