/// A reason why the size of an image cannot be read from its header.
public enum ImageHeaderError: Error, Hashable, Sendable {
  /// The file is missing or may not be read; `reason` is a few plain words.
  case unreadable(file: String, reason: String)

  /// The file starts like neither a JPEG nor a PNG.
  case unknownFormat(file: String)

  /// The file ends before its size was found.
  case truncated(file: String, format: ImageFormat)

  /// The header breaks the rules of its format; `fault` says how.
  case malformed(file: String, format: ImageFormat, fault: String)

  /// The header gives the image no width or no height.
  case zeroSize(file: String, width: Int, height: Int)
}

/// An image format whose header can be read.
public enum ImageFormat: String, Hashable, Sendable {
  /// ISO/IEC 10918-1.
  case jpeg = "JPEG"
  /// ISO/IEC 15948.
  case png = "PNG"
}

extension ImageHeaderError {
  /// Whether the file is missing or unreadable, rather than its content wrong.
  public var isAboutAccess: Bool {
    if case .unreadable = self { true } else { false }
  }
}

extension ImageHeaderError: CustomStringConvertible {
  /// One sentence naming the file, the fault and the remedy.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(printable(file)): cannot read the image: \(reason); check the path"
    case .unknownFormat(let file):
      """
      \(printable(file)): found neither a JPEG nor a PNG; allowed: these two; \
      convert the image, or give labels in network-input pixels with --fit none
      """
    case .truncated(let file, let format):
      """
      \(printable(file)): the \(format.rawValue) file ends before its size; \
      copy or download the image again
      """
    case .malformed(let file, let format, let fault):
      """
      \(printable(file)): the \(format.rawValue) header is broken: \(fault); \
      copy or export the image again
      """
    case .zeroSize(let file, let width, let height):
      """
      \(printable(file)): found a size of \(width)x\(height); allowed: at least 1x1; \
      export the image again
      """
    }
  }
}
