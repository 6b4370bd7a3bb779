import BoxGeometry
import DetectionText

extension ImageFormat {
  /// TIFF and BigTIFF, in either order of bytes: size and orientation of the first picture.
  ///
  /// - Source: TIFF 6.0 section 2; the BigTIFF design of Aware Systems.
  static let tiff = ImageFormat(
    name: "TIFF",
    signatures: [
      [0x49, 0x49, 42, 0], [0x4d, 0x4d, 0, 42], [0x49, 0x49, 43, 0], [0x4d, 0x4d, 0, 43],
    ]
  ) { source throws(Diagnostic) in
    let mark = try source.bytes(4, at: 0)
    let isLittle = mark[0] == 0x49
    let isBig = mark.contains(43)
    func number(_ bytes: ArraySlice<UInt8>) -> Int {
      isLittle ? littleEndian(bytes) : bigEndian(bytes)
    }
    // The place of the directory, its count, and the size of an entry and of its value.
    let (width, countWidth, length) = isBig ? (8, 8, 20) : (4, 2, 12)
    let directory = number(try source.bytes(width, at: isBig ? 8 : 4)[...])
    guard directory >= 8, directory < Int.max / 2 else {
      throw source.malformed("its directory is at \(directory)")
    }
    let count = number(try source.bytes(countWidth, at: directory)[...])
    guard (1...Int(UInt16.max)).contains(count) else {
      throw source.malformed("its directory has \(count) entries")
    }
    let entries = try source.bytes(length * count, at: directory + countWidth)
    var values: [Int: Int] = [:]
    for start in stride(from: 0, to: entries.count, by: length) {
      let tag = number(entries[start..<start + 2])
      let widths = [3: 2, 4: 4, 16: 8]
      guard [256, 257, 274].contains(tag),
        let width = widths[number(entries[start + 2..<start + 4])],
        values[tag] == nil
      else { continue }
      let value = start + (isBig ? 12 : 8)
      values[tag] = number(entries[value..<min(value + width, start + length)])
    }
    guard let width = values[256], let height = values[257],
      (0...Int(Int32.max)).contains(width), (0...Int(Int32.max)).contains(height)
    else { throw source.malformed("its directory has no width and height") }
    let orientation = values[274].flatMap { (1...8).contains($0) ? $0 : nil }
    return ImageHeader(
      size: PixelSize(width: width, height: height),
      orientation: orientation ?? 1
    )
  }
}
