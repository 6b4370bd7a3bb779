import DetectionPages
import DetectionTestSupport
import Foundation
import Testing

@Suite("Photographs of a page")
struct PhotographTests {
  private static let sample = Fixture.repository.appending(path: "sample-data/000000204805.jpg")
    .path

  @Test("are put in as they are")
  func whole() throws {
    let photograph = Photograph(path: Self.sample, room: Photograph.largestSum)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.sample))
    #expect(photograph.address == "data:image/jpeg;base64,\(bytes.base64EncodedString())")
    #expect(photograph.absence == nil && !photograph.isLeftOut)
    #expect(photograph.byteCount == bytes.count)
  }

  @Test("are left out where there is no room, and that is told")
  func room() throws {
    let photograph = Photograph(path: Self.sample, room: 1000)
    #expect(photograph.address == nil && photograph.isLeftOut && photograph.byteCount == 0)
    #expect(try #require(photograph.absence).contains("more than 120 MB"))
  }

  @Test("larger than the bound are not read to their end")
  func large() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write("large.jpg", bytes: [0xff, 0xd8, 0xff])
    let file = try #require(FileHandle(forWritingAtPath: path))
    // A hole that takes no room on the disk.
    try file.truncate(atOffset: UInt64(Photograph.largest) + 1)
    let photograph = Photograph(path: path, room: Photograph.largestSum)
    #expect(photograph.isLeftOut)
    #expect(try #require(photograph.absence).contains("larger than 20 MB"))
  }

  @Test("that are none leave the grid alone", arguments: ["missing.jpg", "folder", "text.jpg"])
  func none(name: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try folder.write("text.jpg", "no picture")
    let path = folder.path(name)
    if name == "folder" {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    let photograph = Photograph(path: path, room: Photograph.largestSum)
    #expect(photograph.address == nil && photograph.absence != nil && photograph.isLeftOut)
  }

  @Test("that are not there at all are nothing to warn of")
  func absent() {
    let photograph = Photograph(path: nil, room: 0)
    #expect(photograph.address == nil && !photograph.isLeftOut)
  }
}
