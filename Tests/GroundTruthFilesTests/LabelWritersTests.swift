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

  @Test("COCO's JSON, as pycocotools reads it", arguments: ["globox", "supervision"])
  func coco(writer: String) throws {
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
    #expect(found.images.reduce(0) { $0 + $1.objects.count } == 8)
  }
}
