import BoxGeometry
import DetectionText

extension ImageFormat {
  /// WebP: lossy, lossless, or extended by a chunk that has the size and says whether Exif data follow.
  ///
  /// - Source: RFC 9649 sections 2.5 to 2.7 and 3.4; RFC 6386 section 9.1.
  static let webp = ImageFormat(name: "WebP", signatures: [Array("RIFF".utf8)]) {
    source throws(Diagnostic) in
    let head = try source.bytes(12, at: 8)
    guard head[..<4].elementsEqual("WEBP".utf8) else {
      throw source.malformed("it is another kind of RIFF")
    }
    switch String(decoding: head[4..<8], as: UTF8.self) {
    case "VP8 ":
      let frame = try source.bytes(7, at: 23)
      guard frame[..<3].elementsEqual([0x9d, 0x01, 0x2a]) else {
        throw source.malformed("its frame does not start as one")
      }
      return ImageHeader(
        size: PixelSize(
          width: littleEndian(frame[3..<5]) & 0x3fff,
          height: littleEndian(frame[5..<7]) & 0x3fff
        )
      )
    case "VP8L":
      let frame = try source.bytes(5, at: 20)
      guard frame[0] == 0x2f else { throw source.malformed("its frame does not start as one") }
      let bits = littleEndian(frame[1...])
      return ImageHeader(
        size: PixelSize(width: bits & 0x3fff + 1, height: bits >> 14 & 0x3fff + 1)
      )
    case "VP8X":
      let canvas = try source.bytes(10, at: 20)
      let size = PixelSize(
        width: littleEndian(canvas[4..<7]) + 1,
        height: littleEndian(canvas[7..<10]) + 1
      )
      // Data that the flag does not announce are passed over, as by OpenCV.
      let hasExif = canvas[0] & 0x08 != 0
      return ImageHeader(size: size, orientation: hasExif ? try webpOrientation(source) : 1)
    default: throw source.malformed("its first chunk is no image")
    }
  }

  /// The orientation, for which chunks are passed over; where they break off there is none.
  private static func webpOrientation(_ source: borrowing ImageSource) throws(Diagnostic) -> Int {
    var offset = 30
    for _ in 0..<webpChunkLimit {
      let head = try source.prefix(8, from: offset)
      guard head.count == 8 else { return 1 }
      let length = littleEndian(head[4...])
      if head[..<4].elementsEqual("EXIF".utf8) {
        return try source.exifOrientation(at: offset + 8, count: length)
      }
      offset += 8 + length + length % 2
    }
    return 1
  }
}

/// The most chunks that are passed over: an animation has two for each of its pictures.
private let webpChunkLimit = 65_536
