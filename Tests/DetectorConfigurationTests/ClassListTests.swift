import BoxGeometry
import DetectorConfiguration
import Testing

@Suite("Class list")
struct ClassListTests {
  @Test("names a class, or numbers it where it has no name")
  func names() {
    let animals = ClassList(names: ["cat", "dog"])
    #expect(animals.count == 2)
    #expect(animals.name(of: 1) == "dog")
    #expect(animals.name(of: 2) == "2")
    #expect(animals.name(of: -1) == "-1")
    #expect(ClassList(count: 3).name(of: 2) == "2")
    #expect(ClassList(count: 3).names == nil)
  }

  @Test(
    "no class, or more than a million, makes no detector",
    arguments: [ClassList(count: 0), ClassList(count: 1_000_001), ClassList(names: [])]
  )
  func counts(classes: ClassList) {
    let configuration = DetectorConfiguration(
      classes: classes,
      scales: [DetectionScale(name: "s", stride: 8, anchors: [AnchorSize(width: 8, height: 8)])]
    )
    let error = #expect(throws: Diagnostic.self) {
      try configuration.detector(for: PixelSize(width: 64, height: 64))
    }
    #expect(error?.code == "detector.class-count")
  }
}
