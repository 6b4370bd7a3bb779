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

  private func size(_ bytes: [UInt8]) -> PixelSize? {
    try? ImageHeader(bytes: bytes, name: "a").size
  }

  @Test("a bitmap's header has 12 bytes, or 16 to 256, and sides of 31 bits")
  func bitmapLimits() {
    func bitmap(_ length: [UInt8], _ sides: [UInt8]) -> [UInt8] {
      Array("BM".utf8) + [UInt8](repeating: 0, count: 12) + length + sides
    }
    let sides: [UInt8] = [2, 1, 0, 0, 3, 0, 0, 0]
    for length: [UInt8] in [[16, 0, 0, 0], [64, 0, 0, 0], [255, 0, 0, 0], [0, 1, 0, 0]] {
      #expect(size(bitmap(length, sides)) == PixelSize(width: 258, height: 3))
    }
    for length: [UInt8] in [[11, 0, 0, 0], [13, 0, 0, 0], [15, 0, 0, 0], [1, 1, 0, 0]] {
      #expect(size(bitmap(length, sides)) == nil)
    }
    let largest: [UInt8] = [255, 255, 255, 127]
    #expect(
      size(bitmap([40, 0, 0, 0], largest + largest))
        == PixelSize(width: 2_147_483_647, height: 2_147_483_647)
    )
    // The height of the least number, turned upside down.
    #expect(
      size(bitmap([40, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 128]))
        == PixelSize(width: 1, height: 2_147_483_648)
    )
  }

  @Test("sizes of GIF and of each WebP take the bits that they have")
  func smallSizes() {
    let gif = Array("GIF89a".utf8) + [0x02, 0x01, 0x04, 0x03]
    #expect(size(gif) == PixelSize(width: 258, height: 772))
    let riff = Array("RIFF....WEBP".utf8)
    // Two bits of scale stand above the fourteen of a size.
    let lossy = Array("VP8 ....".utf8) + [0, 0, 0, 0x9d, 0x01, 0x2a]
    #expect(
      size(riff + lossy + [0x02, 0x41, 0xff, 0xff]) == PixelSize(width: 258, height: 16_383)
    )
    // Fourteen bits each of width and height less one.
    let lossless = Array("VP8L....".utf8) + [0x2f]
    #expect(size(riff + lossless + [0, 0, 0, 0]) == PixelSize(width: 1, height: 1))
    #expect(
      size(riff + lossless + [0xff, 0x3f, 0, 0]) == PixelSize(width: 16_384, height: 1)
    )
    #expect(
      size(riff + lossless + [0, 0xc0, 0xff, 0x0f]) == PixelSize(width: 1, height: 16_384)
    )
    let extended = Array("VP8X....".utf8) + [0, 0, 0, 0]
    #expect(
      size(riff + extended + [1, 2, 0, 0, 0, 1]) == PixelSize(width: 514, height: 65_537)
    )
  }

  @Test("the directory of a TIFF file has one entry at least, and its sides 31 bits")
  func tiffLimits() {
    func tiff(_ entries: [[UInt8]]) -> [UInt8] {
      let head = Array("II*\0".utf8) + [8, 0, 0, 0, UInt8(entries.count), 0]
      return head + entries.joined()
    }
    func entry(_ tag: UInt8, _ kind: UInt8, _ value: [UInt8]) -> [UInt8] {
      [tag, 1, kind, 0, 1, 0, 0, 0] + value
    }
    let width = entry(0, 4, [2, 1, 0, 0])
    let height = entry(1, 3, [3, 0, 9, 9])
    #expect(size(tiff([width, height])) == PixelSize(width: 258, height: 3))
    #expect(size(tiff([height, width])) == PixelSize(width: 258, height: 3))
    // The first of two counts, and a kind that is no number does not.
    #expect(size(tiff([width, height, entry(0, 4, [7, 0, 0, 0])]))?.width == 258)
    #expect(size(tiff([entry(0, 2, [7, 0, 0, 0]), height, width]))?.width == 258)
    #expect(size(tiff([width])) == nil && size(tiff([height])) == nil)
    let largest = entry(0, 4, [255, 255, 255, 127])
    #expect(size(tiff([largest, height]))?.width == 2_147_483_647)
    #expect(size(tiff([entry(0, 4, [0, 0, 0, 128]), height])) == nil)
    func orientation(_ value: UInt8) -> Int? {
      let bytes = tiff([width, height, entry(18, 3, [value, 0, 0, 0])])
      return (try? ImageHeader(bytes: bytes, name: "a"))?.orientation
    }
    #expect((0...10).map { orientation($0) } == [1, 1, 2, 3, 4, 5, 6, 7, 8, 1, 1])
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
