import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Targets of an image")
struct ImageTargetsTests {
  /// One object for the medium and large scale, three rivals on the small one.
  static let objects =
    [TestAssigner.object(200, 200, 100, 100, classID: 3)] + TargetAssignerTests.rivals

  @Test("positive anchors carry their object, box and class")
  func positives() throws {
    let assigner = try TestAssigner.assigner()
    let targets = try assigner(Self.objects).targets(for: assigner.detector)
    #expect(targets.objectCount == 4)
    #expect(targets.scales.map { $0.positives.map(\.anchor) } == [[0, 1, 2], [2], [0, 1]])
    #expect(targets.scales.map { $0.positives.map(\.object) } == [[3, 3, 3], [0], [0, 0]])
    #expect(
      targets.scales[1].positives == [
        PositiveAnchor(
          site: AnchorSite(scale: 1, row: 12, column: 12, anchor: 2),
          boxes: [
            BoxTarget(
              object: 0,
              box: CenterBox(centerX: 200, centerY: 200, width: 100, height: 100)
            )
          ],
          classTargets: [.index(3)]
        )
      ]
    )
  }

  @Test("stand in the order row, column, anchor, whatever the order of the objects")
  func order() throws {
    let objects = TestAssigner.randomObjects(60, seed: 9, width: 416, height: 416)
    let assigner = try TestAssigner.assigner()
    let targets = try assigner(objects).targets(for: assigner.detector)
    for scale in targets.scales {
      let places = scale.positives.map { ($0.row * 52 + $0.column) * 3 + $0.anchor }
      #expect(places == Array(Set(places)).sorted())
      #expect(!places.isEmpty)
    }
  }

  @Test("background is judged by the objects of the scale, losers included")
  func againstScale() throws {
    let assigner = try TestAssigner.assigner(background: BackgroundChoice(against: .scale))
    let targets = try assigner(Self.objects).targets(for: assigner.detector)
    let boxes = Self.objects.map(\.box)
    #expect(
      targets.scales.map(\.backgroundObjects) == [Array(boxes[1...]), [boxes[0]], [boxes[0]]]
    )
  }

  @Test("background is judged by every object of the image")
  func againstImage() throws {
    let assigner = try TestAssigner.assigner(background: BackgroundChoice(against: .image))
    let targets = try assigner(Self.objects).targets(for: assigner.detector)
    let boxes = Self.objects.map(\.box)
    #expect(targets.scales.map(\.backgroundObjects) == [boxes, boxes, boxes])
  }

  @Test("background is judged by every object of the image, where some object has an anchor")
  func againstImageOnMatchedScales() throws {
    let choice = BackgroundChoice(against: .imageOnMatchedScales)
    let assigner = try TestAssigner.assigner(background: choice)
    let boxes = Self.objects.map(\.box)
    let all = try assigner(Self.objects).targets(for: assigner.detector)
    #expect(all.scales.map(\.backgroundObjects) == [boxes, boxes, boxes])
    // The first object has no anchor of the small scale.
    let first = try assigner([Self.objects[0]]).targets(for: assigner.detector)
    #expect(first.scales.map(\.backgroundObjects) == [[], [boxes[0]], [boxes[0]]])
  }

  @Test("an image without objects has a target for every scale, all empty")
  func empty() throws {
    let assigner = try TestAssigner.assigner()
    let targets = try assigner([]).targets(for: assigner.detector)
    let empty = ScaleTargets(positives: [], backgroundObjects: [])
    #expect(targets == ImageTargets(scales: [empty, empty, empty], for: assigner.detector))
  }

  @Test("targets are taken on trust until somebody changes them, and are equal all the same")
  func changed() throws {
    let assigner = try TestAssigner.assigner()
    let targets = try assigner(Self.objects).targets(for: assigner.detector)
    #expect(targets.isAssigned)
    var (others, moved) = (targets, targets)
    others.scales[0].positives += []
    moved.objectCount += 1
    #expect(!others.isAssigned && !moved.isAssigned)
    #expect(others == targets && moved != targets)
    #expect(others.hashValue == targets.hashValue)
  }
}
