import BoxGeometry
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import Testing

/// Pictures of 21 by 13 pixels by Pillow and tifffile, made by `Tests/References/make_labels.py`.
@Suite("Headers of BMP, WebP and TIFF")
struct PictureFormatsTests {
  private static let folder = LabelWritersTests.folder + "/pictures"

  static let pictures: [(name: String, orientation: Int)] = [
    ("pillow.bmp", 1), ("pillow-raw.tiff", 1), ("pillow-tiff_lzw.tiff", 1), ("pillow-8.tiff", 8),
    ("tifffile-little.tif", 1), ("tifffile-big.tif", 1), ("tifffile-little-64.tif", 1),
    ("tifffile-big-64.tif", 1), ("pillow-lossy.webp", 1), ("pillow-lossless.webp", 1),
    ("pillow-alpha.webp", 1), ("pillow-6.webp", 6),
  ]

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name)")))
  }

  @Test("have the size and the orientation that were written", arguments: pictures)
  func sizes(name: String, orientation: Int) throws {
    let header = try ImageHeader(path: "\(Self.folder)/\(name)")
    #expect(header.size == PixelSize(width: 21, height: 13))
    #expect(header.orientation == orientation)
    #expect(header.uprightSize.width == (orientation > 4 ? 13 : 21))
  }

  @Test("of every shorter file are those of the whole, upright, or refused", arguments: pictures)
  func truncated(name: String, orientation: Int) throws {
    let whole = try bytes(name)
    var refused = 0
    for count in 8..<whole.count {
      do throws(Diagnostic) {
        let header = try ImageHeader(bytes: Array(whole.prefix(count)), name: name)
        #expect(header.size == PixelSize(width: 21, height: 13))
        #expect([1, orientation].contains(header.orientation))
      } catch {
        #expect(error.code == "image.truncated")
        refused += 1
      }
    }
    #expect(refused > 8)
  }

  @Test("are read or refused whatever bytes are changed, never a crash", arguments: pictures)
  func fuzz(name: String, orientation: Int) throws {
    let whole = try bytes(name)
    var generator = SeededGenerator(seed: UInt64(whole.count))
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<3 {
        let index = Int(generator.next() % UInt64(min(bytes.count, 64)))
        bytes[index] = UInt8(truncatingIfNeeded: generator.next())
      }
      if let size = try? ImageHeader(bytes: bytes, name: name).size {
        #expect(size.width > 0 && size.height > 0)
      }
    }
  }

  @Test("a bitmap of OS/2, and one whose rows begin at the top")
  func bitmaps() throws {
    let file = Array("BM".utf8) + [UInt8](repeating: 0, count: 12)
    let core = file + [12, 0, 0, 0, 21, 0, 13, 0]
    #expect(try ImageHeader(bytes: core, name: "a.bmp").size == PixelSize(width: 21, height: 13))
    let turned = file + [40, 0, 0, 0, 21, 0, 0, 0, 0xf3, 0xff, 0xff, 0xff]
    #expect(try ImageHeader(bytes: turned, name: "a.bmp").size == PixelSize(width: 21, height: 13))
  }

  static let faults: [(bytes: [UInt8], how: String)] = [
    (
      Array("BM".utf8) + [UInt8](repeating: 0, count: 24),
      "BMP header (its bitmap header has length 0)"
    ),
    (
      Array("BM".utf8) + [UInt8](repeating: 0, count: 12)
        + [40, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0],
      "BMP header (its width is -1)"
    ),
    (Array("RIFF....WAVEfmt ....".utf8), "WebP header (it is another kind of RIFF)"),
    (Array("RIFF....WEBPALPH....".utf8), "WebP header (its first chunk is no image)"),
    (
      Array("RIFF....WEBPVP8 ....12345678901".utf8),
      "WebP header (its frame does not start as one)"
    ),
    (Array("II*\0\u{4}\0\0\0".utf8), "TIFF header (its directory is at 4)"),
    (Array("MM\0*\0\0\0\u{8}\0\0".utf8), "TIFF header (its directory has 0 entries)"),
    (
      Array("II*\0\u{8}\0\0\0\u{1}\0".utf8) + [UInt8](repeating: 0, count: 12),
      "TIFF header (its directory has no width and height)"
    ),
  ]

  @Test("broken ones say how", arguments: faults)
  func malformed(bytes: [UInt8], how: String) {
    let fault = #expect(throws: Diagnostic.self) { try ImageHeader(bytes: bytes, name: "a") }
    #expect(fault?.description == "a: found a broken \(how); copy or export the image again")
  }
}
