import BoxGeometry
import DetectionText

extension ImageFormat {
  /// PNG: the size stands in the first chunk, the orientation in one of Exif data, if there is one.
  ///
  /// - Source: ISO/IEC 15948 section 11.2.2 (`IHDR`), and its third edition, section 11.3.4.8 (`eXIf`).
  static let png = ImageFormat(
    name: "PNG",
    signatures: [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]
  ) { source throws(Diagnostic) in
    let chunk = try source.bytes(16, at: 8)
    guard chunk[4..<8].elementsEqual("IHDR".utf8) else {
      throw source.malformed("its first chunk is not IHDR")
    }
    let size = PixelSize(width: bigEndian(chunk[8..<12]), height: bigEndian(chunk[12..<16]))
    guard max(size.width, size.height) <= Int(Int32.max) else {
      throw source.malformed("its size is \(size)")
    }
    return ImageHeader(size: size, orientation: try pngOrientation(source))
  }

  /// The orientation, for which chunks are passed over; where they break off there is none.
  private static func pngOrientation(_ source: borrowing ImageSource) throws(Diagnostic) -> Int {
    var offset = 8
    for _ in 0..<pngChunkLimit {
      let head = try source.prefix(8, from: offset)
      guard head.count == 8, !head[4...].elementsEqual("IEND".utf8) else { return 1 }
      let length = bigEndian(head[..<4])
      if head[4...].elementsEqual("eXIf".utf8) {
        return try source.exifOrientation(at: offset + 8, count: length)
      }
      offset += 12 + length
    }
    return 1
  }
}

/// The most chunks that are passed over.
///
/// Encoders cut pixels into chunks of 8 KiB and more; the limit keeps a file of nothing but empty
/// ones from being walked through to its end.
private let pngChunkLimit = 65_536
