import DetectionText
import TensorFiles

/// What was found in one image.
public struct ImageDetections: Sendable {
  /// What boxes are measured in.
  public enum Frame: String, Sendable {
    /// Pixels of the original image.
    case image

    /// Pixels of the network input.
    case input
  }

  /// The image's name in the labels, else its index.
  public let name: String

  /// What the boxes are measured in.
  public let frame: Frame

  /// What was found, by descending score.
  public let detections: [Detection]
}

extension DetectionCase {
  /// The objects that the network sees, image by image.
  ///
  /// Boxes are in pixels of the original images where labels tell their sizes, else of the network
  /// input.
  ///
  /// - Parameters:
  ///   - score: The score that a detection must exceed, in `0 ... 1`: objectness times the
  ///     probability of the class.
  ///   - suppression: Which of overlapping detections stay; all where it is `nil`.
  /// - Returns: An entry for each image, in their order.
  /// - Throws: An error for a case without heads, values that are NaN or infinite, and a threshold
  ///   outside of `0 ... 1`.
  public func detections(
    score: Double = 0.3,
    suppression: NonMaximumSuppression? = NonMaximumSuppression()
  ) throws(Diagnostic) -> [ImageDetections] {
    for (name, value) in [("score", score), ("iou", suppression?.iouThreshold ?? 0)]
    where !(0...1).contains(value) {
      throw .threshold(name, found: value)
    }
    let dump = try finiteHeads()
    return try images.indices.map { image throws(Diagnostic) in
      var all: [Detection] = []
      for (head, scale) in zip(dump.heads, detector.scales) {
        all += try head.detections(image: image, scale: scale, scoreAbove: score)
      }
      let found = suppression.map { $0(all) } ?? NonMaximumSuppression.sortedByScore(all)
      guard knowsImages, fit != .none else {
        return ImageDetections(name: images[image].name, frame: .input, detections: found)
      }
      return ImageDetections(
        name: images[image].name,
        frame: .image,
        detections: found.map {
          Detection(
            box: images[image].transform.image($0.box),
            classID: $0.classID,
            score: $0.score
          )
        }
      )
    }
  }

  /// Writes every decoded value to a `.npz` file, an array `[N, H, W, A, 5 + C]` for each scale.
  ///
  /// - Throws: As ``detections(score:suppression:)``, and for a file that cannot be written.
  public func writeDecoded(to path: String) throws(Diagnostic) {
    let dump = try finiteHeads()
    var writer = try TensorWriter(path: path)
    for (head, scale) in zip(dump.heads, detector.scales) {
      let layout = head.layout
      try writer.begin(
        scale.name,
        shape: [layout.images, layout.rows, layout.columns, layout.anchors, layout.channels],
        of: Float.self
      )
      for image in 0..<layout.images {
        try writer.append(head.decodedValues(image: image, scale: scale))
      }
    }
    try writer.finish()
  }

  /// The heads, whose values are numbers.
  func finiteHeads() throws(Diagnostic) -> HeadDump {
    guard let dump else { throw .noHeads }
    try dump.checkFinite(imageNames: knownNames)
    return dump
  }

  /// Whether ground truth names the images.
  package var knowsImages: Bool {
    if case .objects = truth { true } else { false }
  }

  /// The names of the images, where ground truth names them.
  var knownNames: [String]? { knowsImages ? images.map(\.name) : nil }
}
