import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// Objects of one anchor of 16 × 16 pixels in cells of 16, and predictions made up for each cell.
@Suite("The rule of as many anchors as overlaps add up to")
struct DynamicKRuleTests {
  static func assigner(
    _ rule: AssignmentRule = .dynamicK(),
    width: Int = 64
  ) throws -> TargetAssigner {
    try TestAssigner.assigner(
      AssignmentChoice(rule: rule, collision: .both),
      width: width,
      height: 64,
      scales: [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16)])],
      classes: 2
    )
  }

  /// The box around a point that every cell predicts, but for those of `others` by row and column.
  static func predictions(
    _ box: CornerBox<Double>,
    _ others: [[Int]: CornerBox<Double>] = [:]
  ) -> ImagePredictions {
    ImagePredictions { site in
      AnchorPrediction(
        box: others[[site.row, site.column]] ?? box,
        objectness: 0.5,
        classProbabilities: [0.8, 0.1]
      )
    }
  }

  /// The row and column of each match of each object, in the order of writing.
  static func places(_ assignment: ImageAssignment) -> [[[Int]]] {
    assignment.assigned.map { $0.matches.map { [$0.site.row, $0.site.column] } }
  }

  @Test("an object takes as many candidates as its overlaps add up to, the cheapest")
  func count() throws {
    // Near the right half of its cell: the neighbour is a candidate too.
    let object = TestAssigner.object(26, 24, 16, 16)
    let assigner = try Self.assigner()
    let exact = Self.predictions(object.box)
    #expect(try Self.places(assigner([object], predictions: exact)) == [[[1, 1], [1, 2]]])
    // Half as high: an overlap of one half, 1.5 in all.
    let half = TestAssigner.object(26, 20, 16, 8).box
    let worse = Self.predictions(object.box, [[1, 1]: half])
    #expect(try Self.places(assigner([object], predictions: worse)) == [[[1, 2]]])
    // At least one, though nothing overlaps; and of two sums only the largest overlap.
    let far = Self.predictions(CornerBox(minX: 0, minY: 40, maxX: 5, maxY: 45))
    #expect(try Self.places(assigner([object], predictions: far)) == [[[1, 1]]])
    let one = try Self.assigner(.dynamicK(overlapsInK: 1))
    #expect(try Self.places(one([object], predictions: exact)) == [[[1, 1]]])
  }

  @Test("costs are those of the classes and of the overlap")
  func costs() throws {
    let objects = [0, 1].map { TestAssigner.object(24, 24, 16, 16, classID: $0) }
    let half = TestAssigner.object(24, 20, 16, 8).box
    let look = try Self.assigner().candidates(
      among: objects,
      Self.predictions(half),
      isExplained: true
    ) { Place(parts: ["object \($0)"]) }
    // y = sqrt(.8 · .5) and sqrt(.1 · .5); 3 ln 2 for the overlap.
    #expect(relativeError(look(0)[0].measure.value, reference: 2.7906830308164805) < 1e-14)
    #expect(relativeError(look(1)[0].measure.value, reference: 4.578218584837231) < 1e-14)
  }

  @Test("sure scores cost what 53 bits tell, however many classes there are")
  func sure() throws {
    // Forty classes of probability one: the others' costs are 53 ln 2 each, and a product of all would
    // be no number any more.
    let assigner = try TestAssigner.assigner(
      AssignmentChoice(rule: .dynamicK(), collision: .both),
      width: 64,
      height: 64,
      scales: [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16)])],
      classes: 40
    )
    let object = TestAssigner.object(24, 24, 16, 16)
    let seen = ImagePredictions { _ in
      AnchorPrediction(
        box: object.box,
        objectness: 1,
        classProbabilities: [Double](repeating: 1, count: 40)
      )
    }
    let look = try assigner.candidates(among: [object], seen, isExplained: true) {
      Place(parts: ["object \($0)"])
    }
    #expect(relativeError(look(0)[0].measure.value, reference: 39 * 53 * 0.6931471805599453) < 1e-9)
  }

  @Test("of several that took an anchor the cheapest has it, and the others have none")
  func conflict() throws {
    let objects = [1, 0, 0].map { TestAssigner.object(24, 24, 16, 16, classID: $0) }
    let assigner = try Self.assigner()
    let seen = Self.predictions(objects[0].box)
    // The anchor stands three times in the list: each object takes as many, and loses all to the first
    // of the second class, whose class is likelier.
    let assignment = try assigner(objects, predictions: seen)
    #expect(Self.places(assignment) == [[], [[1, 1], [1, 1], [1, 1]], []])
    #expect(assignment.unassigned == [0, 2])
    #expect(assignment.positives.map(\.objects) == [[1, 1, 1]])
    let reasons = try assigner.candidates(among: objects, seen, isExplained: true) {
      Place(parts: ["object \($0)"])
    }
    #expect(reasons(0).allSatisfy { $0.reason == nil && $0.why.contains("but object 1 has") })
    #expect(reasons(1).allSatisfy { $0.why.contains("the lowest of the 3 objects that took it") })
  }

  @Test("an object that no anchor fits takes one that others proposed")
  func proposedByOthers() throws {
    let objects = [TestAssigner.object(24, 24, 16, 16), TestAssigner.object(32, 58, 60, 2)]
    let seen = Self.predictions(objects[0].box, [[1, 2]: objects[1].box])
    let near = [TestAssigner.object(26, 24, 16, 16), objects[1]]
    #expect(try Self.places(Self.assigner()(near, predictions: seen)) == [[[1, 1]], [[1, 2]]])
    #expect(try Self.assigner()([objects[1]], predictions: seen).positives.isEmpty)
  }

  @Test("of equal candidates the first are taken, or the last")
  func equalCandidates() throws {
    // A corner of four cells: the own cell, the left, the upper, and twice the own again. Half as high
    // everywhere: 2.5 in all.
    let object = TestAssigner.object(32, 32, 16, 16)
    let seen = Self.predictions(TestAssigner.object(32, 28, 16, 8).box)
    let first = try Self.assigner()([object], predictions: seen)
    #expect(Self.places(first) == [[[2, 1], [2, 2]]])
    let last = try Self.assigner(.dynamicK(equalCandidates: .last))([object], predictions: seen)
    #expect(Self.places(last) == [[[2, 2], [2, 2]]])
  }

  @Test("in an input that is no square the height's scale moves objects, and a key turns that off")
  func labelScale() throws {
    let objects = [TestAssigner.object(104, 24, 16, 16), TestAssigner.object(56, 24, 16, 16)]
    let nowhere = CornerBox<Double>(minX: 0, minY: 50, maxX: 4, maxY: 60)
    let seen = Self.predictions(nowhere, [[1, 6]: objects[0].box, [1, 3]: objects[1].box])
    func columns(_ scale: LabelScale) throws -> [[Int]] {
      try Self.assigner(.dynamicK(labelScale: scale), width: 128)(objects, predictions: seen)
        .assigned.map { $0.matches.map(\.site.column) }
    }
    #expect(try columns(.input) == [[6], [3]])
    // At half of its x the first overlaps what the second's cell predicts, and the second nothing.
    #expect(try columns(.height) == [[3], [6]])
  }

  @Test("predictions that are no numbers stop nothing")
  func notANumber() throws {
    let objects = [26.0, 30].map { TestAssigner.object($0, 24, 16, 16) }
    for value in [Double.nan, .infinity, -.infinity, 0] {
      let seen = ImagePredictions { _ in
        AnchorPrediction(
          box: CornerBox(minX: 20, minY: 20, maxX: 20, maxY: 20),
          objectness: value,
          classProbabilities: [value, value]
        )
      }
      for overlaps in [-1, 0, 1, Int.max] {
        let rule = AssignmentRule.dynamicK(overlapsInK: overlaps)
        let assignment = try Self.assigner(rule)(objects, predictions: seen)
        #expect(assignment.positives.count <= 4)
      }
    }
  }

  @Test("without predictions it asks for heads")
  func blind() throws {
    let error = #expect(throws: Diagnostic.self) {
      try Self.assigner()([TestAssigner.object(24, 24, 16, 16)])
    }
    #expect(error?.code == "assignment.needs-heads")
  }
}
