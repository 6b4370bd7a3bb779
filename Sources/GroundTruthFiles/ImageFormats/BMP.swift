import BoxGeometry
import DetectionText

extension ImageFormat {
  /// BMP: the size stands in the header of the bitmap, whose own size tells how wide its numbers are.
  ///
  /// - Edge cases: a negative height means rows from the top.
  /// - Source: the Windows API's `BITMAPCOREHEADER` and `BITMAPINFOHEADER`.
  static let bmp = ImageFormat(name: "BMP", signatures: [Array("BM".utf8)]) {
    source throws(Diagnostic) in
    let length = littleEndian(try source.bytes(4, at: 14))
    if length == 12 {
      let sides = try source.bytes(4, at: 18)
      let size = PixelSize(width: littleEndian(sides[..<2]), height: littleEndian(sides[2...]))
      return ImageHeader(size: size)
    }
    guard (16...256).contains(length) else {
      throw source.malformed("its bitmap header has length \(length)")
    }
    let sides = try source.bytes(8, at: 18)
    func side(_ bytes: ArraySlice<UInt8>) -> Int {
      Int(Int32(truncatingIfNeeded: littleEndian(bytes)))
    }
    let (width, height) = (side(sides[..<4]), side(sides[4...]))
    guard width >= 0 else { throw source.malformed("its width is \(width)") }
    return ImageHeader(size: PixelSize(width: width, height: abs(height)))
  }
}
