import DetectionAnalysis
import DetectionTestSupport
import Foundation
import Testing

/// What is legal in labels and probably not meant.
@Suite("Checks of labels")
struct LabelCheckTests {
  /// The warnings about boxes of one image of 64 by 32 pixels, with two classes.
  private func notes(_ objects: [LabeledBox], classes: Int = 2) throws -> [Diagnostic] {
    var small = SmallCase()
    small.configuration.classes = ClassList(count: classes)
    return try small.open(
      heads: DetectionCase.Heads.none(input: PixelSize(width: 64, height: 32)),
      truth: .objects([objects])
    ).notes
  }

  private func box(
    _ x: Double,
    _ y: Double,
    _ right: Double,
    _ bottom: Double,
    _ id: Int = 0
  ) -> LabeledBox {
    SmallCase.object(x, y, right, bottom, id)
  }

  @Test("have codes of their own, and remedies")
  func shelf() {
    #expect(Set(LabelCheck.all.map(\.code)).count == LabelCheck.all.count)
    #expect(LabelCheck.all.allSatisfy { $0.code.hasPrefix("labels.") && !$0.remedy.isEmpty })
  }

  @Test("fractions where pixels stand: only where every corner is one")
  func fractions() throws {
    let all = try notes([box(0.1, 0.2, 0.3, 0.4), box(0, 0, 1, 1, 1)])
    #expect(all.map(\.code) == ["labels.fractions"])
    #expect(
      all.map(\.description) == [
        """
        box 1 (of image 0): found the corners of all 2 boxes between 0 and 1; allowed pixels; if these are \
        fractions of the image, multiply them by its size
        """
      ]
    )
    #expect(try notes([box(0, 0, 1, 1), box(0, 0, 1, 1.5)]).isEmpty)
    #expect(try notes([box(0, 0, 1, 1), box(0, 0, 1.5, 1)]).isEmpty)
    #expect(try notes([]).isEmpty)
  }

  @Test("less than a pixel of the input in either direction")
  func underPixel() throws {
    let found = try notes([box(4, 4, 5, 5), box(4, 4, 4.9, 20), box(9, 9, 12, 9.5)])
    #expect(found.map(\.code) == ["labels.under-pixel"])
    #expect(found.map(\.place.description) == ["box 2 (of image 0)"])
    #expect(
      found[0].found == "2 boxes of less than a pixel of the network input, the first of 0.9x16"
    )
  }

  @Test(
    "more than a pixel beyond the edge, and only where the box is not wholly outside",
    arguments: [
      (box: [-1.0, 4, 20, 20], by: nil), ([-1.5, 4, 20, 20], "1.5"), ([4, -3, 20, 20], "3"),
      ([50, 4, 65, 20], nil), ([50, 4, 66, 20], "2"), ([4, 20, 20, 33.25], "1.25"),
    ] as [(box: [Double], by: String?)]
  )
  func leaves(corners: [Double], by: String?) throws {
    let found = try notes([box(corners[0], corners[1], corners[2], corners[3])])
    #expect(
      found.map(\.found)
        == (by.map { ["a box that leaves the network input by \($0) pixels of 64x32"] } ?? [])
    )
    #expect(try notes([box(70, 4, 90, 20)]).isEmpty)
  }

  @Test("an image that would hold the boxes on its side is said to be turned")
  func turned() throws {
    let found = try SmallCase().open(
      truth: .objects(
        [[box(2, 2, 20, 60)], []],
        imageSizes: [
          PixelSize(width: 64, height: 32), PixelSize(width: 64, height: 32),
        ]
      ),
      fit: .stretch
    ).notes
    #expect(found.first?.code == "labels.leaves-image")
    #expect(
      found.first?.found
        == "a box that leaves its image by 28 pixels of 64x32; turned, the image would hold it"
    )
  }

  @Test("all boxes that leave must fit a turned image, before one is said to be turned")
  func someTurned() throws {
    let size = PixelSize(width: 64, height: 32)
    let found = try SmallCase().open(
      truth: .objects([[box(2, 2, 20, 60)], [box(2, 2, 70, 20)]], imageSizes: [size, size]),
      fit: .stretch
    ).notes
    #expect(
      found.first?.found == """
        2 boxes that leave their images by more than a pixel, the first by 28 pixels of 64x32
        """
    )
  }

  @Test("corners in place of width and height are the likely cause where all boxes would fit")
  func corners() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    func coco(_ boxes: [String]) throws -> [Diagnostic] {
      let annotations = boxes.enumerated().map {
        #"{"id": \#($0), "image_id": 1, "category_id": 1, "bbox": \#($1)}"#
      }
      let labels = try folder.write(
        "l.json",
        """
        {"images": [{"id": 1, "file_name": "a.jpg", "width": 64, "height": 32}], "categories": \
        [{"id": 1, "name": "cat"}], "annotations": [\(annotations.joined(separator: ","))]}
        """
      )
      return try SmallCase().open(
        heads: DetectionCase.Heads.none(input: PixelSize(width: 64, height: 32)),
        truth: .labels(labels),
        fit: .letterbox
      ).notes
    }
    #expect(
      try coco(["[10, 4, 30, 30]", "[20, 10, 60, 20]"]).map(\.found) == [
        """
        2 boxes that leave their images by more than a pixel, the first by 2 pixels of 64x32; if \
        the numbers of a box are two corners, write the first corner, width and height: as corners \
        all boxes lie within their images
        """
      ]
    )
    #expect(try coco(["[10, 4, 30, 30]", "[40, 4, 6, 6]"])[0].found.contains("corners") == false)

    let lines = try folder.write("a.txt", "0 0.6 0.6 0.9 0.9\n1 0.1 0.2 0.3 0.4\n")
    let yolo = try SmallCase().open(
      heads: DetectionCase.Heads.none(input: PixelSize(width: 64, height: 32)),
      truth: .labels(lines)
    ).notes
    #expect(yolo.contains { $0.found.contains("two corners, write centre, width and height") })
  }

  @Test("copies on two lines of one image, as where a line is one box")
  func duplicatesOnLines() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write(
      "l.txt",
      "a.jpg 4,4,20,20,0\nb.jpg 4,4,20,20,0\na.jpg 4,4,20,20,1\na.jpg 4,4,20,20,0\n"
    )
    let found = try SmallCase().open(
      heads: DetectionCase.Heads.none(input: PixelSize(width: 64, height: 32)),
      truth: .labels(labels)
    ).notes
    #expect(found.map(\.code) == ["labels.duplicate"])
    #expect(found.map(\.place.line) == [4])
  }

  @Test("copies with the same class, within one image")
  func duplicates() throws {
    let (first, second) = (box(4, 4, 20, 20), box(4, 4, 20, 20, 1))
    #expect(try notes([first, second, box(4, 4, 20, 21)]).isEmpty)
    let found = try notes([first, second, first, second, first])
    #expect(found.map(\.code) == ["labels.duplicate"])
    #expect(found.map(\.place.description) == ["box 3 (of image 0)"])
    #expect(found[0].found == "3 copies of earlier boxes, with their classes")
    let other = try SmallCase().open(truth: .objects([[first], [first]])).notes
    #expect(other.isEmpty)
  }

  @Test("classes counted from one: many boxes, never the first class, the last in some")
  func classesFromOne() throws {
    func boxes(_ count: Int, _ ids: [Int]) -> [LabeledBox] {
      (0..<count).map { box(Double($0) / 8, 4, Double($0) / 8 + 9, 20, ids[$0 % ids.count]) }
    }
    let found = try notes(boxes(100, [1, 2]), classes: 3)
    #expect(found.map(\.code) == ["labels.classes-from-one"])
    #expect(found.map(\.place.description) == ["box 2 (of image 0)"])
    #expect(found[0].found == "class 0 in none of 100 boxes, and class 2, the last, in some")
    #expect(try notes(boxes(99, [1, 2]), classes: 3).isEmpty)
    #expect(try notes(boxes(100, [1]), classes: 3).isEmpty)
    #expect(try notes(boxes(100, [2, 1, 0]), classes: 3).isEmpty)
    // Of eighty classes a hundred boxes lack many, and a few classes say nothing about the first.
    #expect(try notes(boxes(100, Array(1..<80)), classes: 80).isEmpty)
    #expect(try notes(boxes(400, [79, 3, 4]), classes: 80).isEmpty)
    #expect(try notes(boxes(400, Array(1..<80)), classes: 80).count == 1)
  }

  /// Labels of other tests that are what they seem, with how they are fitted.
  static let good: [String] = [
    "random-320-voc20", "random-256x384-nonsquare", "dialects/inputs/torch-random-320-c20",
    "dialects/inputs/darknet-random-256x384-c3", "dialects/inputs/darknet-random-320-c20",
    "dialects/inputs/torch-random-256x384-c3", "dialects/inputs/darknet-random-256-c3",
    "field/scales/1", "field/scales/2", "field/scales/3", "field/scales/4", "field/scales/5",
    "field/activation", "field/mistakes", "field/gains/64-c1", "field/gains/96-c3",
    "field/gains/128x64-c3", "field/masks/plain", "field/masks/three-scales",
    "field/masks/out-of-order", "field/masks/shared-and-none", "field/masks/two-on-none",
  ]

  @Test("say nothing about good labels", arguments: good)
  func silent(folder: String) throws {
    var configuration = SmallCase().configuration
    configuration.classes = ClassList(count: 80)
    let path = Fixture.repository.appending(path: "Tests/Fixtures/\(folder)/labels.txt").path
    let example = try DetectionCase(
      configuration: configuration,
      heads: .none(input: PixelSize(width: 416, height: 416)),
      truth: .labels(path)
    )
    #expect(!example.images.isEmpty && example.notes.filter { $0.code.hasPrefix("labels.") } == [])
  }

  @Test("say nothing about the sample")
  func sample() throws {
    let folder = Fixture.repository.appending(path: "sample-data").path
    let example = try DetectionCase(
      configuration: "\(folder)/config.json",
      heads: "\(folder)/heads.npz",
      labels: "\(folder)/labels.txt"
    )
    #expect(example.images.count == 3 && example.notes == [])
  }
}
