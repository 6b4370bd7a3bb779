/// The frame header of a JPEG file, found by walking over the segments before it.
enum JPEGFrame {
  /// The most segments and fill bytes that are passed over.
  ///
  /// Real files have a few dozen; the limit keeps a file of nothing but empty segments from being
  /// walked through to its end.
  static let stepLimit = 65_536

  static func size(
    file: String,
    source: ImageHeader.Source
  ) throws(ImageHeaderError) -> (width: Int, height: Int) {
    func malformed(_ fault: String) -> ImageHeaderError {
      .malformed(file: file, format: .jpeg, fault: fault)
    }
    var offset: UInt64 = 2
    for _ in 0..<stepLimit {
      let marker = try ImageHeader.bytes(2, at: offset, of: file, .jpeg, source)
      guard marker[0] == 0xff else {
        throw malformed("byte \(offset) should start a segment")
      }
      switch marker[1] {
      case 0xff:  // a fill byte before the marker
        offset += 1
        continue
      case 0x01, 0xd0...0xd8:  // markers that stand alone
        offset += 2
        continue
      case 0xd9, 0xda:
        throw malformed("the pixels start before a frame header")
      case 0x00:
        throw malformed("byte \(offset) should start a segment")
      default: break
      }
      let lengthBytes = try ImageHeader.bytes(2, at: offset + 2, of: file, .jpeg, source)
      let length = Int(lengthBytes[0]) << 8 | Int(lengthBytes[1])
      guard length >= 2 else { throw malformed("a segment has length \(length)") }
      guard isFrame(marker[1]) else {
        offset += 2 + UInt64(length)
        continue
      }
      guard length >= 8 else { throw malformed("its frame header has length \(length)") }
      let frame = try ImageHeader.bytes(5, at: offset + 4, of: file, .jpeg, source)
      return (Int(frame[3]) << 8 | Int(frame[4]), Int(frame[1]) << 8 | Int(frame[2]))
    }
    throw malformed("more than \(stepLimit) segments stand before the frame header")
  }

  /// Whether `marker` starts a frame: SOF0 to SOF15 without DHT, JPG and DAC, which lie among them.
  private static func isFrame(_ marker: UInt8) -> Bool {
    switch marker {
    case 0xc4, 0xc8, 0xcc: false
    case 0xc0...0xcf: true
    default: false
    }
  }
}
