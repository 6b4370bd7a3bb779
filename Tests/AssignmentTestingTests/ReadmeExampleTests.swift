// The README's example needs no other imports, and this file has none.
import AssignmentTesting
import Testing

@Suite("The README's test of a label pipeline")
struct ReadmeExampleTests {
  @Test func smallObjectsGetSmallAnchors() throws {
    let scale = DetectionScale(
      name: "fine",
      stride: 8,
      anchors: [AnchorSize(width: 10, height: 13)]
    )
    let configuration = DetectorConfiguration(classes: ClassList(count: 1), scales: [scale])
    let detector = try configuration.detector(for: PixelSize(width: 64, height: 64))
    let objects = [
      LabeledBox(box: CornerBox(minX: 30, minY: 20, maxX: 42, maxY: 34), classID: 0)
    ]

    let assignment = try TargetAssigner(detector).explanation(of: objects)
    let anchor = try assignment.anchor("fine", row: 3, column: 4, anchor: 0)
    #expect(assignment.mismatches(object: 0, predictedBy: [anchor]) == [])
  }
}
