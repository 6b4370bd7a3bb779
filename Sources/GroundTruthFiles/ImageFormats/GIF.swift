import BoxGeometry

extension ImageFormat {
  /// GIF: the size of the screen that the frames are drawn on.
  ///
  /// - Source: GIF89a specification, section 18 (logical screen descriptor); GIF87a has the same.
  static let gif = ImageFormat(name: "GIF", signatures: [Array("GIF8".utf8)]) {
    source throws(Diagnostic) in
    let screen = try source.bytes(4, at: 6)
    let size = PixelSize(
      width: Int(screen[0]) | Int(screen[1]) << 8,
      height: Int(screen[2]) | Int(screen[3]) << 8
    )
    return ImageHeader(size: size)
  }
}
