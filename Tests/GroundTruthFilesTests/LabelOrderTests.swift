import BoxGeometry
import DetectionTestSupport
import GroundTruthFiles
import Testing

@Suite("The order of images, and where they are")
struct LabelOrderTests {
  private func read(_ labels: String, order: String) throws -> (GroundTruth, String) {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let order = try folder.write("order.txt", order)
    let path = try folder.write("l.txt", labels)
    do {
      let reading = LabelReading(order: order)
      return (try GroundTruth(path: path, reading: reading, classCount: 1), "")
    } catch {
      // Folders have names of their own.
      let text = "\(error)".replacing(order, with: "order.txt").replacing(path, with: "l.txt")
      return (try GroundTruth(bytes: Array("a".utf8), name: "", classCount: 1), text)
    }
  }

  private static let labels = "x/a.jpg 1,2,3,4,0\nb.jpg\ny/c.jpg\nz/c.jpg\n"

  @Test("a file of names, with folders or without, with endings or without")
  func order() throws {
    let (truth, _) = try read(
      Self.labels,
      order: "\u{feff}y/c.jpg\r\n\n  a  \nother/b.png\nz/c.jpg"
    )
    #expect(truth.images.map(\.name) == ["y/c.jpg", "x/a.jpg", "b.jpg", "z/c.jpg"])
    #expect(truth.images.map(\.line) == [3, 1, 2, 4] && truth.notes == [])
  }

  @Test("images that it does not name are left out, and said")
  func subset() throws {
    let (truth, _) = try read(Self.labels, order: "b.jpg\n")
    #expect(truth.images.map(\.name) == ["b.jpg"])
    #expect(
      truth.notes.map(\.message) == [
        """
        found 3 images of the labels that the order does not name, the first "x/a.jpg"; they are \
        left out
        """
      ]
    )
  }

  static let faults = [
    (
      "b.jpg\nd.jpg",
      """
      order.txt:2: found "d.jpg", which is none of 4 images of l.txt; allowed the name of an image, \
      one a line; did you mean "b.jpg"?
      """
    ),
    (
      "street\n",
      """
      order.txt:1: found "street", which is none of 4 images of l.txt; allowed the name of an \
      image, one a line; check that both are of one data set
      """
    ),
    (
      "c.jpg",
      """
      order.txt:1: found "c.jpg", which 2 images are called; allowed one image a line; write more \
      of the path: "y/c.jpg"
      """
    ),
    (
      "b\nb.jpg",
      """
      order.txt:2: found "b.jpg", which stands on line 1, too; allowed each image once; delete one \
      of the lines
      """
    ),
  ]

  @Test("each fault has its sentence", arguments: faults)
  func sentences(order: String, sentence: String) throws {
    #expect(try read(Self.labels, order: order).1 == sentence)
  }

  @Test("all faults at once")
  func several() throws {
    #expect(try read(Self.labels, order: "q\nr\na\ns").1.split(separator: "\n").count == 3)
  }

  @Test("an image is looked for in the folder that is said")
  func images() throws {
    let folder = LabelWritersTests.folder + "/supervision"
    func size(_ labels: String, images: String? = nil) throws -> PixelSize {
      let truth = try GroundTruth(
        path: labels,
        reading: LabelReading(format: .lines, images: images),
        classCount: 1
      )
      var files: [String] = []
      return try truth.header(ofImage: 0, filesRead: &files).size
    }
    let other = try TemporaryFolder()
    defer { other.remove() }
    let labels = try other.write("l.txt", "x/street.png")
    let found = try size(labels, images: "\(folder)/images")
    #expect(found == PixelSize(width: 64, height: 48))
    #expect(throws: Diagnostic.self) { try size(labels) }
  }
}
