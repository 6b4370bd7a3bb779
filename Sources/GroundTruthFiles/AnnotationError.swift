/// A reason why a file of annotation lines cannot be read.
///
/// Every case carries the place, what was found and what is allowed, so that ``description`` can
/// say how to put the file right. Only ``unreadable(file:reason:)`` is about the file itself; the
/// other cases are about its content.
public enum AnnotationError: Error, Hashable, Sendable {
  /// The file is missing or may not be read; `reason` is a few plain words.
  case unreadable(file: String, reason: String)

  /// The file has more than `limit` bytes.
  case tooLarge(file: String, limit: Int)

  /// A line is not UTF-8 text.
  case notText(AnnotationPlace, fault: TextFault)

  /// A blank line stands between lines with images.
  case blankLine(AnnotationPlace)

  /// A line starts with a box in place of an image's name.
  case missingName(AnnotationPlace, found: String)

  /// A line holds only bare numbers, as the label files of YOLO tools do.
  case yoloLine(AnnotationPlace, found: String)

  /// A box does not have five fields.
  case fieldCount(AnnotationPlace, found: String, count: Int)

  /// A field is not a finite decimal number.
  case notANumber(AnnotationPlace, field: AnnotationField, found: String)

  /// A coordinate is farther from zero than any image is wide.
  case coordinateRange(AnnotationPlace, field: AnnotationField, found: String)

  /// A class is not a whole number.
  case fractionalClass(AnnotationPlace, found: String)

  /// A class is negative or not below the number of classes.
  case classRange(AnnotationPlace, found: String, classCount: Int)

  /// The second corner is left of or above the first.
  case reversedCorners(AnnotationPlace, found: String)

  /// The box has no area.
  case noArea(AnnotationPlace, found: String)
}

/// What keeps a line from being text.
public enum TextFault: Hashable, Sendable {
  /// The bytes are not UTF-8; `byte` is the first that is wrong.
  case notUTF8(byte: UInt8)

  /// The file starts like UTF-16.
  case utf16

  /// A byte is zero.
  case zeroByte
}

/// A field of a box, named as in `x1,y1,x2,y2,class`.
public enum AnnotationField: String, Hashable, Sendable, CaseIterable {
  /// The left edge.
  case x1
  /// The top edge.
  case y1
  /// The right edge.
  case x2
  /// The bottom edge.
  case y2
  /// The class.
  case classID = "class"
}

// MARK: - Files and contents

extension AnnotationError {
  init(_ error: InputFileError, file: String) {
    self =
      switch error {
      case .unreadable(let reason): .unreadable(file: file, reason: reason)
      case .tooLarge(let limit): .tooLarge(file: file, limit: limit)
      }
  }

  /// Whether the file is missing or unreadable, rather than its content wrong.
  public var isAboutAccess: Bool {
    if case .unreadable = self { true } else { false }
  }

  /// The largest distance of a coordinate from zero, in pixels.
  ///
  /// No image is that large, and areas below its square stay finite in single precision.
  static let coordinateLimit = 1e9
}
