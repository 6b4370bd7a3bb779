import BoxGeometry
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import Testing

@Suite("Image headers")
struct ImageHeaderTests {
  /// A PNG file up to the end of its header.
  private func png(_ width: [UInt8], _ height: [UInt8], chunk: String = "IHDR") -> [UInt8] {
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]
      + Array(chunk.utf8) + width + height
  }

  /// A frame header of 500 by 346 pixels.
  private func frame(_ marker: UInt8 = 0xc0) -> [UInt8] {
    [0xff, marker, 0, 17, 8, 1, 90, 1, 244, 3]
  }

  private func jpeg(_ segments: [UInt8]) -> [UInt8] { [0xff, 0xd8] + segments }

  private func size(_ bytes: [UInt8]) throws(Diagnostic) -> PixelSize {
    try ImageHeader(bytes: bytes, name: "a.jpg").size
  }

  private func message(_ bytes: [UInt8]) -> String? {
    do throws(Diagnostic) {
      _ = try size(bytes)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("a PNG's width comes before its height")
  func pngSize() throws {
    #expect(try size(png([0, 1, 2, 3], [0, 0, 0, 7])) == PixelSize(width: 66_051, height: 7))
  }

  @Test("a JPEG's height comes before its width, in every kind of frame")
  func jpegSize() throws {
    for marker in UInt8(0xc0)...0xcf where ![0xc4, 0xc8, 0xcc].contains(marker) {
      #expect(try size(jpeg(frame(marker))) == PixelSize(width: 500, height: 346))
    }
  }

  @Test("segments, fill bytes and tables before the frame are passed over")
  func skipping() throws {
    let exif: [UInt8] = [0xff, 0xe1, 0, 6, 0xff, 0xc0, 0, 17]  // holds what looks like a frame
    let tables: [UInt8] = [0xff, 0xc4, 0, 3, 9, 0xff, 0xcc, 0, 2, 0xff, 0xc8, 0, 2]
    let fill: [UInt8] = [0xff, 0xff, 0xff]
    let bytes = jpeg(exif + tables + [0xff, 0x01] + fill + frame(0xc2))
    #expect(try size(bytes) == PixelSize(width: 500, height: 346))
  }

  @Test("every shorter file is truncated, not misread")
  func truncated() {
    let whole = jpeg([0xff, 0xe0, 0, 4, 1, 2] + frame().dropLast())
    for count in 2..<whole.count {
      #expect(
        message(Array(whole.prefix(count))) == """
          a.jpg: found a JPEG file that ends before its size; copy or download the image again
          """
      )
    }
    #expect(
      message(png([0, 0, 0, 1], [0, 0, 1])) == """
        a.jpg: found a PNG file that ends before its size; copy or download the image again
        """
    )
  }

  @Test("broken headers say how")
  func malformed() {
    func sentence(_ format: String, _ fault: String) -> String {
      "a.jpg: found a broken \(format) header (\(fault)); copy or export the image again"
    }
    #expect(message(jpeg([0x12, 0x34])) == sentence("JPEG", "byte 2 should start a segment"))
    #expect(message(jpeg([0xff, 0x00])) == sentence("JPEG", "byte 2 should start a segment"))
    #expect(message(jpeg([0xff, 0xe0, 0, 1])) == sentence("JPEG", "a segment has length 1"))
    #expect(
      message(jpeg([0xff, 0xc0, 0, 7])) == sentence("JPEG", "its frame header has length 7")
    )
    for marker in [0xd9, 0xda] as [UInt8] {
      #expect(
        message(jpeg([0xff, marker]))
          == sentence("JPEG", "the pixels start before a frame header")
      )
    }
    #expect(
      message(jpeg([UInt8](repeating: 0xff, count: 70_000)))
        == sentence("JPEG", "more than 65536 segments stand before the frame header")
    )
    #expect(
      message(png([0, 0, 0, 1], [0, 0, 0, 1], chunk: "CgBI"))
        == sentence("PNG", "its first chunk is not IHDR")
    )
    #expect(
      message(png([0x80, 0, 0, 0], [0, 0, 0, 1])) == sentence("PNG", "its size is 2147483648x1")
    )
  }

  @Test("the largest size and the least that each header can say")
  func limits() throws {
    #expect(
      try size(png([127, 255, 255, 255], [0, 0, 0, 1]))
        == PixelSize(width: 2_147_483_647, height: 1)
    )
    #expect(message(png([0, 0, 0, 1], [128, 0, 0, 0])) != nil)
    #expect(message(png([0, 0, 0, 0], [0, 0, 0, 1]))?.contains("a size of 0x1") == true)
    let frame: [UInt8] = [0xff, 0xc0, 0, 8, 8, 255, 255, 255, 255]
    #expect(try size(jpeg(frame)) == PixelSize(width: 65_535, height: 65_535))
    #expect(try size(jpeg([0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1])) == PixelSize(width: 1, height: 1))
    // An empty segment is one of two bytes.
    #expect(try size(jpeg([0xff, 0xe0, 0, 2] + frame)) == PixelSize(width: 65_535, height: 65_535))
    // So many fill bytes are passed over, and not one more.
    let fill = [UInt8](repeating: 0xff, count: 65_535)
    #expect(try size(jpeg(fill + frame)) == PixelSize(width: 65_535, height: 65_535))
    #expect(message(jpeg(fill + [0xff] + frame)) != nil)
  }

  @Test("no size and no image")
  func zero() {
    #expect(
      message(jpeg([0xff, 0xc0, 0, 17, 8, 0, 0, 1, 244])) == """
        a.jpg: found a size of 500x0; allowed at least 1x1; export the image again
        """
    )
    #expect(
      message(Array("P6 8 8 255 ".utf8)) == """
        a.jpg: found an unknown image format; allowed JPEG, PNG, BMP, WebP, GIF and TIFF; convert \
        the image, or give boxes in pixels of the network input
        """
    )
    #expect(
      message([]) == """
        a.jpg: found an empty file; allowed JPEG, PNG, BMP, WebP, GIF and TIFF; copy or download \
        the image again
        """
    )
  }

  @Test("random headers are read or refused, never a crash", arguments: UInt64(0)..<8)
  func fuzz(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var bytes = jpeg([0xff, 0xe0, 0, 4, 1, 2] + frame())
      for _ in 0..<3 {
        bytes[Int(generator.next() % 16)] = UInt8(truncatingIfNeeded: generator.next())
      }
      if let size = try? size(bytes) { #expect(size.width > 0 && size.height > 0) }
    }
  }
}

@Suite("Finding an image beside its labels")
struct ImageLookupTests {
  private let folder = NSTemporaryDirectory() + "lookup-\(UUID().uuidString)/"

  @Test("as written, absolute or from the labels' folder, then by its last component")
  func lookup() throws {
    let files = FileManager.default
    try files.createDirectory(atPath: folder + "labels/sub", withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: folder) }
    let png: [UInt8] = [
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
      0, 0, 2, 128, 0, 0, 1, 224,
    ]
    for name in ["labels/a.png", "labels/sub/b.png", "c.png"] {
      try Data(png).write(to: URL(fileURLWithPath: folder + name))
    }
    let labels = folder + "labels/labels.txt"
    func find(_ name: String) -> String? { ImageHeader.file(named: name, besideLabels: labels) }

    #expect(find("a.png") == folder + "labels/a.png")
    #expect(find("sub/b.png") == folder + "labels/sub/b.png")
    #expect(find("../c.png") == folder + "labels/../c.png")
    #expect(find("elsewhere/a.png") == folder + "labels/a.png")
    #expect(find("C:\\data\\a.png") == folder + "labels/a.png")
    #expect(find("/data/a.png") == folder + "labels/a.png")
    #expect(find(folder + "c.png") == folder + "c.png")
    #expect(find("sub") == nil)
    #expect(find("b.png") == nil)
    #expect(find("/") == nil)
    #expect(ImageHeader.file(named: "no-such.png", besideLabels: "labels.txt") == nil)
    #expect(try ImageHeader(path: folder + "c.png").size == PixelSize(width: 640, height: 480))
  }

  @Test("missing files, folders and devices are unreadable")
  func unreadable() {
    for (path, found) in ["no/such.png": "no file", "/": "a folder", "/dev/null": "a device"] {
      let error = #expect(throws: Diagnostic.self) { try ImageHeader(path: path) }
      #expect(error?.cause == .access)
      #expect(
        error?.description == "\(path): found \(found); allowed a readable image; check the path"
      )
    }
  }
}
