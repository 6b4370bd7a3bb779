import GroundTruthFiles
import Testing

@Suite("Rows of YOLO's label files")
struct YOLORowTests {
  /// What is said of one label file with a text.
  private func said(_ text: String) throws -> String {
    let tree = try LabelTree(["labels/a.txt": text])
    defer { tree.remove() }
    return try tree.read("labels").said.joined()
  }

  @Test("a class's name that ends with a number leaves four numbers to the box")
  func numbersInNames() throws {
    let tree = try LabelTree(["a.txt": "zone 0.5 0.5 0.2 0.2\nzone 0.5 0.5 0.5 0.2 0.2\n"])
    defer { tree.remove() }
    let (truth, said) = try tree.read("", names: ["zone", "zone 0.5"])
    #expect(truth?.images[0].objects.map(\.classID) == [0, 1], "\(said)")
  }

  @Test("a polygon whose first numbers would be a box without height is no box with keypoints")
  func flatBox() throws {
    #expect(
      try said("0 .5 .5 .4 0 .5 .5\n")
        == "labels/a.txt:1: found 1 polygon; the box around it counts"
    )
  }

  @Test("polygons in pixels are told as pixels, boxes with keypoints as those")
  func pixels() throws {
    // Both have eleven numbers: a class and five corners, or a box and two keypoints of three.
    let polygon = try said("0 10 10 20 10 20 20 10 20 5 15\n")
    #expect(polygon.contains("these seem to be pixels"), "\(polygon)")
    let pose = try said("0 .5 .5 .4 .2 .5 .5 2 .6 .5 2\n")
    #expect(pose.contains("these seem to be boxes with keypoints"), "\(pose)")
  }

  // Where nothing is optimised a million lines take half a minute.
  #if !DEBUG
    @Test("more lines than an image can have objects are refused")
    func tooMany() throws {
      let line = "0 .5 .5 .1 .1\n"
      let most = String(repeating: line, count: 1_000_000)
      #expect(try said(most) == "")
      #expect(
        try said(most + line) == """
          labels/a.txt:1000001: found more than 1000000 objects; allowed those of one image; check \
          whether the labels of other images were written to this file
          """
      )
    }
  #endif
}
