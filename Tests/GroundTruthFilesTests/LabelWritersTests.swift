import BoxGeometry
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import Testing

/// Files of real programs, made by `Tests/References/make_labels.py`, and what was put into them.
@Suite("Labels that other programs wrote")
struct LabelWritersTests {
  struct Truth: Decodable {
    struct Image: Decodable {
      struct Object: Decodable {
        let `class`: String
        var corners: [Double]?
        var bbox: [Double]?
      }
      let image: String
      var width: Int?
      var height: Int?
      let objects: [Object]
    }
    let classes: [String]
    let images: [Image]
  }

  static let folder = Fixture.repository.appending(path: "Tests/Fixtures/labels").path

  private static func decoded<Value: Decodable>(_ file: String, _: Value.Type) throws -> Value {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
    return try JSONDecoder().decode(Value.self, from: data)
  }

  private static func truth() throws -> Truth { try decoded("truth.json", Truth.self) }

  /// Classes of a configuration whose numbers are not those of the files.
  private static let names = ["dog", "bird", "person", "traffic light"]

  private func read(_ path: String, vocOffset: Int = 0) throws -> GroundTruth {
    try GroundTruth(
      path: "\(Self.folder)/\(path)",
      reading: LabelReading(vocOffset: vocOffset),
      classCount: Self.names.count,
      classNames: Self.names
    )
  }

  @Test(
    "COCO's JSON, as pycocotools reads it",
    arguments: [("globox", 0), ("supervision", 0), ("pycocotools", 1)]
  )
  func coco(writer: String, crowds: Int) throws {
    let right = try #require(
      Self.decoded("pycocotools.json", [String: [Truth.Image]].self)[writer]
    )
    let found = try read("\(writer)/coco.json")
    let sizes = Dictionary(
      uniqueKeysWithValues: try Self.truth().images.map {
        ($0.image, PixelSize(width: $0.width ?? 0, height: $0.height ?? 0))
      }
    )
    #expect(found.images.map(\.name) == right.map(\.image))
    #expect(found.images.map(\.size) == right.map { sizes[$0.image] })
    for (image, right) in zip(found.images, right) {
      #expect(image.objects.map { Self.names[$0.classID] } == right.objects.map(\.class))
      for (object, right) in zip(image.objects, right.objects) {
        let box = try #require(right.bbox)
        #expect(
          object.box
            == CornerBox(
              minX: box[0],
              minY: box[1],
              maxX: box[0] + box[2],
              maxY: box[1] + box[3]
            )
        )
      }
    }
    let standings = found.images.flatMap(\.objects).map(\.standing)
    #expect(standings.count == 8 + crowds && standings.count { $0 == .crowd } == crowds)
  }

  /// Compares boxes to those that were put in, in pixels.
  private func check(
    _ found: GroundTruth,
    names: [String],
    within tolerance: Double = 0,
    difficult: Int = 0
  ) throws {
    // A folder has its images in the order of their names.
    let right = try Self.truth().images.sorted { $0.image < $1.image }
    #expect(found.images.map { stem($0.name) } == right.map { stem($0.image) })
    for (image, right) in zip(found.images, right) {
      let size = PixelSize(width: right.width ?? 0, height: right.height ?? 0)
      #expect(image.size == nil || image.size == size)
      let boxes = image.labeledBoxes(inImageOf: size)
      #expect(boxes.map { names[$0.classID] } == right.objects.map(\.class))
      for (box, right) in zip(boxes.map(\.box), right.objects) {
        let corners = try #require(right.corners)
        for (found, right) in zip([box.minX, box.minY, box.maxX, box.maxY], corners) {
          #expect(abs(found - right) <= tolerance)
        }
      }
    }
    let standings = found.images.flatMap(\.objects).map(\.standing)
    #expect(standings.count == 8 && standings.count { $0 == .difficult } == difficult)
  }

  private func stem(_ name: String) -> Substring { name.prefix { $0 != "." } }

  @Test(
    "YOLO's folders, to the digits that are written",
    arguments: [
      ("globox/yolo", 1e-12, ".txt"), ("supervision/labels", 64 * 1.1e-5, ".png"),
      ("labelImg/yolo", 64 * 1.1e-6, ".txt"),
    ]
  )
  func yolo(path: String, tolerance: Double, ending: String) throws {
    // Numbers stand for the classes that the writer was given.
    let names = try Self.truth().classes
    let found = try GroundTruth(
      path: "\(Self.folder)/\(path)",
      classCount: names.count,
      classNames: names
    )
    try check(found, names: names, within: tolerance)
    #expect(found.notes == [] && found.images.allSatisfy { $0.unit == .fractions })
    #expect(found.images[0].file?.hasSuffix("b-portrait.txt") == true)
    // Pictures are found where the folder is called images.
    var files: [String] = []
    let size = ending == ".png" ? try found.header(ofImage: 2, filesRead: &files).size : nil
    #expect(size == (ending == ".png" ? PixelSize(width: 64, height: 48) : nil))
  }

  @Test("the Ultralytics converter's boxes and polygons", arguments: ["boxes", "polygons"])
  func converted(kind: String) throws {
    let names = try Self.truth().classes
    let found = try GroundTruth(
      path: "\(Self.folder)/ultralytics/\(kind)",
      reading: LabelReading(images: "\(Self.folder)/supervision/images"),
      classCount: names.count,
      classNames: names
    )
    try check(found, names: names, within: 64 * 1.1e-6)
    // It writes no file for an image without objects.
    #expect(
      found.notes.map(\.code) == ["labels.missing"] + (kind == "boxes" ? [] : ["labels.polygons"])
    )
  }

  @Test(
    "Pascal VOC's folders",
    arguments: [("globox/voc", 0), ("pascal-voc-writer", 2), ("labelImg/voc", 2)]
  )
  func voc(path: String, difficult: Int) throws {
    try check(try read(path), names: Self.names, difficult: difficult)
  }

  @Test("a writer of Pascal VOC that counts the first pixel from one, and not the last")
  func halfOffset() throws {
    let right = try Self.truth().images.sorted { $0.image < $1.image }
    let found = try read("supervision/voc", vocOffset: 1)
    for (image, right) in zip(found.images, right) {
      #expect(
        image.objects.map(\.box)
          == right.objects.compactMap(\.corners).map {
            CornerBox(minX: $0[0], minY: $0[1], maxX: $0[2] - 1, maxY: $0[3] - 1)
          }
      )
    }
  }
}
