import BoxGeometry
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import Testing

/// Right values: `Tests/Fixtures/field/exif.json`, what OpenCV makes of each file.
@Suite("The orientation of a photograph")
struct ExifTests {
  struct Photographs: Decodable {
    struct Photograph: Decodable, CustomTestStringConvertible, Sendable {
      let file: String
      let orientation: Int?
      let stored: [Int]
      let right: [Int]
      var testDescription: String { file }
    }
    let files: [Photograph]
  }

  static let folder = Fixture.repository.appending(path: "Tests/Fixtures/field")

  static let photographs: [Photographs.Photograph] = {
    let data = try? Data(contentsOf: folder.appending(path: "exif.json"))
    let read = data.flatMap { try? JSONDecoder().decode(Photographs.self, from: $0) }
    return read?.files ?? []
  }()

  @Test("and its size, stored and upright, are those that OpenCV finds", arguments: photographs)
  func opencv(photograph: Photographs.Photograph) throws {
    let header = try ImageHeader(path: Self.folder.appending(path: "exif/\(photograph.file)").path)
    #expect([header.size.width, header.size.height] == photograph.stored)
    #expect([header.uprightSize.width, header.uprightSize.height] == photograph.right)
    if let orientation = photograph.orientation { #expect(header.orientation == orientation) }
  }

  @Test("are tried on every file of the fixture that is read")
  func count() { #expect(Self.photographs.count == 58) }

  @Test(
    "is upright in every shorter file, or the file is refused",
    arguments: ["jpeg-6-big.jpg", "png-6.png", "webp-6.webp"]
  )
  func truncated(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: "exif/\(name)")))
    var read = 0
    for count in 0..<bytes.count {
      let header = try? ImageHeader(bytes: Array(bytes.prefix(count)), name: name)
      if let header {
        #expect([1, 6].contains(header.orientation))
        read += 1
      }
    }
    #expect(read > 0)
  }

  @Test("a size that labels say is compared with what the network sees, turned or not")
  func saidSizes() throws {
    let photograph = try #require(
      Self.photographs.first { ($0.orientation ?? 1) >= 5 && $0.stored[0] != $0.stored[1] }
    )
    let stored = PixelSize(width: photograph.stored[0], height: photograph.stored[1])
    let upright = PixelSize(width: photograph.right[0], height: photograph.right[1])
    let truth = GroundTruth(
      name: Self.folder.appending(path: "labels.json").path,
      images: [stored, upright].map {
        GroundTruthImage(name: "exif/\(photograph.file)", size: $0, objects: [])
      }
    )
    for (areTurned, other, read) in [(true, 0, upright), (false, 1, stored)] {
      let found = truth.otherSizes(areTurned: areTurned)
      #expect(found.turned == [0, 1])
      #expect(found.others.map(\.image) == [other])
      #expect(found.others.map(\.read) == [read] && found.others.allSatisfy(\.liesOnItsSide))
    }
  }
}
