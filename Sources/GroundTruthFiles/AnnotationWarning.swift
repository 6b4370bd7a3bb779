/// Something legal in an annotation file that is probably not meant.
public enum AnnotationWarning: Hashable, Sendable {
  /// The file names no image.
  case noImages(file: String)

  /// Every box lies between 0 and 1, so the corners are likely fractions of the image.
  case looksNormalized(file: String, boxes: Int)
}

extension AnnotationWarning: CustomStringConvertible {
  /// One sentence naming the file, the suspicion and the remedy.
  public var description: String {
    switch self {
    case .noImages(let file):
      "\(printable(file)): no images; write one line per image of the dump"
    case .looksNormalized(let file, let boxes):
      """
      \(printable(file)): \(boxes == 1 ? "the only box lies" : "all \(boxes) boxes lie") \
      between 0 and 1 pixels; if the corners are fractions of the image, multiply them by its size
      """
    }
  }
}

extension AnnotationFile {
  /// What is legal in the file but probably not meant.
  ///
  /// - Complexity: O(number of boxes up to the first that is larger than a pixel).
  public var warnings: [AnnotationWarning] {
    if images.isEmpty { return [.noImages(file: name)] }
    var boxes = 0
    for image in images {
      for object in image.objects {
        let box = object.box
        let isTiny = box.minX >= 0 && box.minY >= 0 && box.maxX <= 1 && box.maxY <= 1
        guard isTiny else { return [] }
        boxes += 1
      }
    }
    return boxes == 0 ? [] : [.looksNormalized(file: name, boxes: boxes)]
  }
}
