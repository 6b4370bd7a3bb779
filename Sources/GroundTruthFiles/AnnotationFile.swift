/// The labels of a batch of images, read from text lines.
///
/// ```
/// street.jpg 12,30,118.5,210,0 140,33,200,180,2
/// meadow.jpg
/// ```
///
/// A line is one image: its name, then its boxes as `x1,y1,x2,y2,class`, all separated by blanks
/// or tabs. Corners are in pixels and may have fractions; classes are whole numbers from zero.
///
/// - Order: images keep the order of the lines and objects the order on their line. Nothing is
///   dropped, clipped or merged.
/// - Background: a line with a name and no boxes is an image without objects.
/// - Blank lines: harmless at the end of the file; anywhere else an error, because a blank line
///   may stand for an image, and skipping it would give every later image the labels of its
///   neighbour.
/// - Encoding: UTF-8, with or without a byte order mark; lines end in `\n` or `\r\n`.
/// - Edge cases: a file without images can be read and has a warning, ``AnnotationWarning/noImages(file:)``.
/// - Source: the lines of YunYang1994/tensorflow-yolov3 and qqwweee/keras-yolo3. Those cut
///   fractions off and drop images without boxes; this reader does neither.
public struct AnnotationFile: Hashable, Sendable {
  /// The name of the file, as messages show it.
  public let name: String

  /// The images in file order.
  public let images: [AnnotatedImage]

  /// Reads the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The file, absolute or relative to the working folder.
  ///   - classCount: How many classes there are; every class must be below it.
  /// - Throws: The first fault, with its line and box.
  /// - Complexity: O(size of the file).
  public init(path: String, classCount: Int) throws(AnnotationError) {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.contents(of: path, limit: AnnotationFile.sizeLimit)
    } catch {
      throw AnnotationError(error, file: path)
    }
    try self.init(bytes: bytes, name: path, classCount: classCount)
  }

  /// Reads the text in `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The whole content of a file.
  ///   - name: The file's name for messages.
  ///   - classCount: How many classes there are; every class must be below it.
  /// - Throws: The first fault, with its line and box.
  /// - Complexity: O(`bytes.count`).
  public init(bytes: [UInt8], name: String, classCount: Int) throws(AnnotationError) {
    self.name = name
    images = try AnnotationReader(bytes: bytes, file: name, classCount: classCount).images()
  }

  /// The largest file that is read, in bytes.
  ///
  /// It keeps an endless device or pipe from filling the memory; COCO's 860,001 boxes take 25 MB.
  package static let sizeLimit = 1 << 30
}

// MARK: - Places

extension AnnotationFile {
  /// Where an image or one of its objects stands in the file, as in `labels.txt:3: box 2`.
  ///
  /// - Parameters:
  ///   - image: An index into ``images``.
  ///   - object: An index into the image's objects, or `nil` for the image as a whole.
  /// - Returns: File, line and box, counted from one.
  /// - Precondition: Both indices are in range.
  public func place(image: Int, object: Int? = nil) -> String {
    let image = images[image]
    precondition(object.map(image.objects.indices.contains) ?? true, "object index out of range")
    return AnnotationPlace(file: name, line: image.line, box: object.map { $0 + 1 }).description
  }
}
