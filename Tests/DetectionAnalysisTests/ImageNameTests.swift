import DetectionAnalysis
import DetectionTestSupport
import Testing

@Suite("What images are called")
struct ImageNameTests {
  private static func example(_ names: [String]) throws -> DetectionCase {
    try SmallCase().open(truth: .objects(SmallCase().objects, names: names))
  }

  @Test("an image is found by its path, its name or that without its ending")
  func found() throws {
    let example = try Self.example(["x/a.jpg", "x/b.jpg"])
    for (place, names) in [["x/a.jpg", "a.jpg", "a"], ["x/b.jpg", "b.jpg", "b"]].enumerated() {
      for name in names { #expect(try example.index(ofImage: name) == place) }
    }
    let fault = #expect(throws: Diagnostic.self) { try example.index(ofImage: "c") }
    #expect(fault?.found == "\"c\", which is none of 2 images")
    let twins = try Self.example(["x/a.jpg", "y/a.jpg"])
    #expect(try twins.index(ofImage: "y/a.jpg") == 1)
    let both = #expect(throws: Diagnostic.self) { try twins.index(ofImage: "a") }
    #expect(both?.found == "\"a\", which 2 images are called")
  }

  @Test("ids are those of COCO's labels, else numbers that are names, else places")
  func ids() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write(
      "c.json",
      """
      {"images": [{"id": 5, "file_name": "b.jpg"}, {"id": 2, "file_name": "a.jpg"}],
       "categories": [{"id": 1, "name": "cat"}],
       "annotations": [{"id": 1, "image_id": 5, "category_id": 1, "bbox": [2, 3, 10, 11]}]}
      """
    )
    let coco = try SmallCase().open(truth: .labels(labels)).imageIDs
    #expect(coco.ids == [5, 2] && coco.words == nil)
    let numbers = try Self.example(["x/007.jpg", "12.jpg"]).imageIDs
    #expect(numbers.ids == [7, 12])
    #expect(numbers.words == "the numbers that the images are called by")
    let places = try Self.example(["7.jpg", "b.jpg"]).imageIDs
    #expect(places.ids == [0, 1] && places.words == "the places of the images, from 0")
  }

  @Test("explained is an image with all its objects, or one object")
  func explained() throws {
    let example = try Self.example(["a.jpg", "b.jpg"])
    func objects(_ words: String) throws -> [[Int]?] {
      try example.explanations(of: words).map { $0?.objects.map(\.object) }
    }
    #expect(try objects("all") == [[0, 1], [0]])
    #expect(try objects("a.jpg") == [[0, 1], nil])
    #expect(try objects("a.jpg:1") == [[1], nil])
    #expect(throws: Diagnostic.self) { try objects("b.jpg:1") }
  }
}
