/// A place in an annotation file, for messages.
public struct AnnotationPlace: Hashable, Sendable {
  /// The file's name.
  public let file: String

  /// The line, counted from one.
  public let line: Int

  /// The box on that line, counted from one, or `nil` for the line as a whole.
  public let box: Int?

  /// The image the line names, where it is worth saying.
  public let image: String?

  /// Creates a place.
  public init(file: String, line: Int, box: Int? = nil, image: String? = nil) {
    self.file = file
    self.line = line
    self.box = box
    self.image = image
  }
}

extension AnnotationPlace: CustomStringConvertible {
  /// The place as compilers write it, `labels.txt:3: box 2 (of street.jpg)`.
  public var description: String {
    var text = "\(printable(file)):\(line)"
    if let box { text += ": box \(box)" }
    if let image { text += " (of \(excerpt(image)))" }
    return text
  }
}
