import DetectionText

/// The part that is open while somebody asks for one image after the other.
final class HeadCursor {
  private let dump: HeadDump
  private let check: (HeadPart) throws(Diagnostic) -> Void
  private var part: HeadPart?

  /// Opens nothing yet; every part is checked when it is opened.
  init(_ dump: HeadDump, check: @escaping (HeadPart) throws(Diagnostic) -> Void) {
    self.dump = dump
    self.check = check
  }

  /// The part of an image, and the image's place in it.
  func find(_ image: Int) throws(Diagnostic) -> (part: HeadPart, image: Int) {
    if let part, part.images.contains(image) { return (part, image - part.images.lowerBound) }
    // Let go of the last before the next is opened.
    part = nil
    let found = try dump.open(dump.part(ofImage: image))
    try check(found)
    part = found
    return (found, image - found.images.lowerBound)
  }
}
