import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Dense label tensors")
struct DenseLabelsTests {
  static let classes = 4

  /// Objects of an image of 608 × 320, several on one anchor.
  static let objects =
    TestAssigner.randomObjects(20, seed: 21, width: 608, height: 320)
    + TargetAssignerTests.rivals

  static func targets(_ objects: [LabeledBox]) throws -> (ImageTargets, [Detector.Scale]) {
    let assigner = try TestAssigner.assigner(width: 608, height: 320)
    let targets = try assigner(objects).targets(for: assigner.detector)
    return (targets, assigner.detector.scales)
  }

  @Test("written and read again are the same targets, in single precision")
  func roundTrip() throws {
    var objects = Self.objects
    for index in objects.indices { objects[index].classID = index % Self.classes }
    let (targets, grids) = try Self.targets(objects)
    for (scale, grid) in zip(targets.scales, grids) {
      let label = try DenseLabels.label(scale, scale: grid, smoothing: 0.01)
      let boxes = try DenseLabels.boxes(scale, capacity: 30)
      #expect(label.count == grid.anchorCount * 9 && boxes.count == 120)
      let back = try DenseLabels.targets(
        scale: grid,
        boxCapacity: 30,
        label: { Double(label[$0]) },
        boxes: { Double(boxes[$0]) }
      )
      #expect(back.positives.count == scale.positives.count)
      for (found, written) in zip(back.positives, scale.positives) {
        #expect(found.row == written.row && found.column == written.column)
        #expect(found.anchor == written.anchor && found.object == nil)
        #expect(found.box == CenterBox<Double>(CenterBox<Float>(written.box)))
        let smoothed = written.classTargets[0].values(classes: Self.classes, smoothing: 0.01)
        #expect(found.classTargets == [.distribution(smoothed.map { Double(Float($0)) })])
      }
      let rounded = scale.backgroundObjects.map { box in
        CornerBox(CenterBox<Double>(CenterBox<Float>(CenterBox(box))))
      }
      #expect(back.backgroundObjects == rounded)
    }
  }

  @Test("every value has its place in [H, W, A, 5 + C]")
  func layout() throws {
    let anchors = DetectionScale(name: "s", stride: 32, anchorSides: [(10, 10), (20, 20)])
    let scale = try Detector.scale(anchors, rows: 2, columns: 3, classes: 2)
    let box = CenterBox<Double>(centerX: 70, centerY: 40, width: 8, height: 4)
    let targets = ScaleTargets(
      positives: [
        PositiveAnchor(
          site: AnchorSite(scale: 0, row: 1, column: 2, anchor: 1),
          boxes: [BoxTarget(object: 0, box: box)],
          classTargets: [.index(1)]
        )
      ],
      backgroundObjects: [CornerBox(box)]
    )
    let label = try DenseLabels.label(targets, scale: scale, smoothing: 0)
    #expect(label == [Float](repeating: 0, count: 77) + [70, 40, 8, 4, 1, 0, 1])
    #expect(try DenseLabels.boxes(targets, capacity: 3) == [70, 40, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(try DenseLabels.boxes(targets, capacity: 1) == [70, 40, 8, 4])
  }

  @Test("an anchor that two objects want is written once, for the one that keeps it")
  func collision() throws {
    let (targets, grids) = try Self.targets(TargetAssignerTests.rivals)
    let label = try DenseLabels.label(targets.scales[0], scale: grids[0], smoothing: 0)
    let objectness = stride(from: 4, to: label.count, by: 9).map { label[$0] }
    #expect(objectness.reduce(0, +) == 3)
    let start = ((25 * 76 + 25) * 3 + 1) * 9
    #expect(Array(label[start..<start + 6]) == [204, 203.5, 20, 20, 1, 1])
    // The losers still keep anchors from being background.
    #expect(try DenseLabels.boxes(targets.scales[0], capacity: 3)[8..<12] == [204, 203.5, 20, 20])
  }

  @Test("smoothing spreads its share over all classes")
  func smoothing() {
    let eighty = ClassTarget.index(3).values(classes: 80, smoothing: 0.01)
    #expect(eighty.count == 80)
    for (classID, value) in eighty.enumerated() {
      #expect(abs(value - (classID == 3 ? 0.990125 : 0.000125)) < 1e-15)
    }
    #expect(abs(eighty.reduce(0, +) - 1) < 1e-12)
    #expect(ClassTarget.index(0).values(classes: 1, smoothing: 0.01) == [1])
    #expect(ClassTarget.index(1).values(classes: 3, smoothing: 0) == [0, 1, 0])
    #expect(ClassTarget.distribution([0.2, 0.7]).values(classes: 2, smoothing: 0.5) == [0.2, 0.7])
  }

  @Test("a list that is too short is an error")
  func shortList() throws {
    let box = CornerBox(minX: 0.0, minY: 0.0, maxX: 1.0, maxY: 1.0)
    let targets = ScaleTargets(positives: [], backgroundObjects: [box, box])
    #expect(throws: Diagnostic.self) { try DenseLabels.boxes(targets, capacity: 1) }
  }
}
