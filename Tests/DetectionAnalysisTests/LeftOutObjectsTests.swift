import DetectionAnalysis
import DetectionTestSupport
import Testing

/// Objects of labels that losses leave out.
@Suite("Objects that are left out")
struct LeftOutObjectsTests {
  private func open(_ name: String, _ text: String) throws -> DetectionCase {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    return try SmallCase().open(
      heads: DetectionCase.Heads.none(input: PixelSize(width: 64, height: 32)),
      truth: .labels(try folder.write(name, text))
    )
  }

  @Test("crowds: counted, said, and the others keep their places")
  func coco() throws {
    func annotation(_ id: Int, _ box: String, crowd: Int = 0) -> String {
      #"{"id": \#(id), "image_id": 1, "category_id": 5, "bbox": \#(box), "iscrowd": \#(crowd)}"#
    }
    let rows = [
      annotation(31, "[1, 2, 30, 20]", crowd: 1),
      annotation(33, "[2, 3, 10, 11]"), annotation(34, "[1, 1, 9, 9]", crowd: 1),
      annotation(35, "[50, 4, 20, 20]"),
    ]
    let example = try open(
      "c.json",
      """
      {"images": [{"id": 1, "file_name": "a.jpg"}], "categories": [{"id": 5, "name": "dog"}],
       "annotations": [\(rows.joined(separator: ", "))]}
      """
    )
    #expect(
      example.images[0].objects == [
        SmallCase.object(2, 3, 12, 14, 1), SmallCase.object(50, 4, 70, 24, 1),
      ]
    )
    let notes = example.notes
    #expect(notes.map(\.code) == ["labels.leaves-image", "labels.left-out"])
    #expect(notes.map(\.severity) == [.warning, .note])
    #expect(
      notes.map(\.message) == [
        """
        found a box that leaves the network input by 6 pixels of 64x32; check whether the labels \
        were made for this size
        """,
        "found 2 crowds (COCO's iscrowd), the first here; they are left out",
      ]
    )
    #expect(notes.map(\.place.parts) == [["annotation 35"], ["annotation 31"]])
  }

  @Test("difficult objects, and the fractions of a YOLO file, which are of the input")
  func others() throws {
    func object(_ right: Int, _ difficult: Int) -> String {
      """
      <object><name>cat</name><difficult>\(difficult)</difficult><bndbox><xmin>4</xmin>\
      <ymin>2</ymin><xmax>\(right)</xmax><ymax>20</ymax></bndbox></object>
      """
    }
    let voc = try open("a.xml", "<annotation>\(object(9, 1))\n\(object(90, 0))</annotation>")
    #expect(voc.images[0].objects == [SmallCase.object(4, 2, 90, 20, 0)])
    #expect(voc.notes.map(\.code) == ["labels.leaves-image", "labels.left-out"])
    // The second box is still called so.
    #expect(voc.notes.map(\.place.parts) == [["box 2"], ["box 1"]])
    #expect(voc.notes[1].message == "found 1 object (VOC's difficult); it is left out")
    let yolo = try open("a.txt", "1 0.5 0.5 0.25 0.5\n")
    #expect(yolo.images[0].objects == [SmallCase.object(24, 8, 40, 24, 1)] && yolo.notes == [])
  }

  @Test("anchors of several boxes are counted over all images, for a dense label holds one")
  func omitted() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var small = SmallCase()
    small.configuration.components.assignment = AssignmentChoice(
      rule: .bestAnchor,
      collision: .allBoxesAllClasses
    )
    let twins = [SmallCase.object(2, 3, 12, 14, 0), SmallCase.object(2, 3, 12, 14, 1)]
    small.objects = [twins, twins]
    let omitted = try small.open().writeTargets(to: folder.path("targets.npz"))
    let note = try #require(omitted)
    #expect(note.code == "targets.several-boxes")
    #expect(note.found.hasPrefix("2 anchors that should predict more than one box"))
  }
}
