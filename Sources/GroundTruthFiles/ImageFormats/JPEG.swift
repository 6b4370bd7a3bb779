import BoxGeometry
import DetectionText

extension ImageFormat {
  /// JPEG, every frame type: the frame header is found by walking over the segments before it, among
  /// which the first with Exif data has the orientation.
  ///
  /// - Source: ISO/IEC 10918-1 annex B; Exif 2.3 (CIPA DC-008) section 4.7.2.
  static let jpeg = ImageFormat(name: "JPEG", signatures: [[0xff, 0xd8]]) {
    source throws(Diagnostic) in
    var offset = 2
    var orientation: Int?
    for _ in 0..<jpegStepLimit {
      let marker = try source.bytes(2, at: offset)
      guard marker[0] == 0xff, marker[1] != 0x00 else {
        throw source.malformed("byte \(offset) should start a segment")
      }
      switch marker[1] {
      case 0xff:  // a fill byte before the marker
        offset += 1
        continue
      case 0x01, 0xd0...0xd8:  // markers that stand alone
        offset += 2
        continue
      case 0xd9, 0xda: throw source.malformed("the pixels start before a frame header")
      default: break
      }
      let length = bigEndian(try source.bytes(2, at: offset + 2))
      guard length >= 2 else { throw source.malformed("a segment has length \(length)") }
      guard isFrame(marker[1]) else {
        if marker[1] == 0xe1, orientation == nil,
          try source.prefix(6, from: offset + 4).elementsEqual("Exif\0\0".utf8)
        {
          orientation = try source.exifOrientation(at: offset + 10, count: length - 8)
        }
        offset += 2 + length
        continue
      }
      guard length >= 8 else { throw source.malformed("its frame header has length \(length)") }
      let frame = try source.bytes(5, at: offset + 4)
      return ImageHeader(
        size: PixelSize(width: bigEndian(frame[3..<5]), height: bigEndian(frame[1..<3])),
        orientation: orientation ?? 1
      )
    }
    throw source.malformed("more than \(jpegStepLimit) segments stand before the frame header")
  }

  /// Whether `marker` starts a frame: SOF0 to SOF15 without DHT, JPG and DAC, which lie among them.
  private static func isFrame(_ marker: UInt8) -> Bool {
    (0xc0...0xcf).contains(marker) && ![0xc4, 0xc8, 0xcc].contains(marker)
  }

  /// The number that bytes spell with the most significant one first.
  static func bigEndian(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  /// The number that bytes spell with the least significant one first.
  static func littleEndian(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
    bigEndian(bytes.reversed())
  }
}

/// The most segments and fill bytes that are passed over.
///
/// Real files have a few dozen; the limit keeps a file of nothing but empty segments from being
/// walked through to its end.
private let jpegStepLimit = 65_536
