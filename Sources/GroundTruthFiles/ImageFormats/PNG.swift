import BoxGeometry
import DetectionText

extension ImageFormat {
  /// PNG: the size stands in the first chunk.
  ///
  /// - Source: ISO/IEC 15948 section 11.2.2 (`IHDR`).
  static let png = ImageFormat(
    name: "PNG",
    signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  ) { source throws(Diagnostic) in
    let chunk = try source.bytes(16, at: 8)
    guard chunk[4..<8].elementsEqual("IHDR".utf8) else {
      throw source.malformed("its first chunk is not IHDR")
    }
    let size = PixelSize(width: bigEndian(chunk[8..<12]), height: bigEndian(chunk[12..<16]))
    guard max(size.width, size.height) <= Int(Int32.max) else {
      throw source.malformed("its size is \(size)")
    }
    return size
  }
}
