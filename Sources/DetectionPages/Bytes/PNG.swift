import CZlib

/// A picture of shades of grey as a PNG file.
///
/// - Source: <https://www.w3.org/TR/png-3/>.
package struct GrayPNG {
  /// The bytes of the file.
  package let bytes: [UInt8]

  /// Packs a picture.
  ///
  /// - Parameters:
  ///   - shades: Row by row, 0 for black.
  ///   - width: How many of them a row has, at least one.
  package init(shades: [UInt8], width: Int) {
    let height = shades.count / width
    var rows: [UInt8] = []
    rows.reserveCapacity(shades.count + height)
    for row in 0..<height {
      // Of the five filters, none: rows of a heat map are mostly zeros.
      rows.append(0)
      rows += shades[row * width..<(row + 1) * width]
    }
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    // Eight bits a pixel, grey.
    Self.append("IHDR", Self.word(width) + Self.word(height) + [8, 0, 0, 0, 0], to: &file)
    Self.append("IDAT", Self.deflated(rows), to: &file)
    Self.append("IEND", [], to: &file)
    bytes = file
  }

  private static func append(_ kind: String, _ content: [UInt8], to file: inout [UInt8]) {
    let body = Array(kind.utf8) + content
    file += word(content.count) + body + word(Int(checksum(body)))
  }

  /// Four bytes, the highest first.
  private static func word(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe UInt32(truncatingIfNeeded: crc32_z(0, buffer.baseAddress, buffer.count))
    }
  }

  /// The bytes in zlib's own form.
  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    let room = Int(size)
    let packed = unsafe [UInt8](unsafeUninitializedCapacity: room) { target, filled in
      let code = unsafe bytes.withUnsafeBufferPointer { source in
        unsafe compress2(
          target.baseAddress,
          &size,
          source.baseAddress,
          UInt(source.count),
          Z_BEST_COMPRESSION
        )
      }
      precondition(code == Z_OK, "there is room for all of it")
      filled = Int(size)
    }
    return packed
  }
}
