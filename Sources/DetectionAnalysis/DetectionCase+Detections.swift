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

  /// The image's name in the labels; else that of its file, where it has one of its own, or its index.
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
  ///   - everyClass: Whether a box is a detection of each class whose score passes, not of the best
  ///     one alone.
  ///   - candidates: How many of an image go into the suppression at most, the best ones; of equals
  ///     those of the earlier scale, row, column and anchor.
  ///   - limit: How many detections of an image there are at most, the best ones.
  /// - Returns: An entry for each image, in their order.
  /// - Throws: An error for a case without heads, values that are NaN or infinite, and a threshold
  ///   outside of `0 ... 1`.
  public func detections(
    score: Double = 0.3,
    suppression: NonMaximumSuppression? = NonMaximumSuppression(),
    everyClass: Bool = false,
    candidates: Int? = nil,
    limit: Int? = nil
  ) throws(Diagnostic) -> [ImageDetections] {
    var all: [ImageDetections] = []
    try detections(
      score: score,
      suppression: suppression,
      everyClass: everyClass,
      candidates: candidates,
      limit: limit
    ) { all.append($0) }
    return all
  }

  /// The same, handed out image by image: of many dumps only one is open, and nothing is kept.
  ///
  /// - Parameters:
  ///   - score: The score that a detection must exceed, in `0 ... 1`.
  ///   - suppression: Which of overlapping detections stay; all where it is `nil`.
  ///   - everyClass: Whether a box is a detection of each class whose score passes, not of the best
  ///     one alone.
  ///   - candidates: How many of an image go into the suppression at most, the best ones; of equals
  ///     those of the earlier scale, row, column and anchor.
  ///   - limit: How many detections of an image there are at most, the best ones.
  ///   - visit: Takes what was found in each image, in their order.
  /// - Throws: As ``detections(score:suppression:everyClass:candidates:limit:)``; what `visit` throws.
  public func detections(
    score: Double = 0.3,
    suppression: NonMaximumSuppression? = NonMaximumSuppression(),
    everyClass: Bool = false,
    candidates: Int? = nil,
    limit: Int? = nil,
    visiting visit: (ImageDetections) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let choice = DetectionChoice(
      score: score,
      suppression: suppression,
      everyClass: everyClass,
      candidates: candidates,
      limit: limit
    )
    try choice.check()
    try forEachFinitePart { _, part throws(Diagnostic) in
      for (place, image) in part.images.enumerated() {
        let found = try choice.detections(of: part, place, detector)
        imageIsDone?()
        let isFitted = knowsImages && fit != .none
        try visit(
          ImageDetections(
            name: images[image].name,
            frame: isFitted ? .image : .input,
            detections: isFitted ? found.map { images[image].original($0) } : found
          )
        )
      }
    }
  }

  /// Writes every decoded value to a `.npz` file, an array `[N, H, W, A, 5 + C]` for each scale; of
  /// many dumps, to a file for each in a new folder, called as the dump.
  ///
  /// - Throws: As ``detections(score:suppression:everyClass:candidates:limit:)``, and for a file or folder that cannot be written.
  public func writeDecoded(to path: String) throws(Diagnostic) {
    guard let dump else { throw .noHeads }
    let output = try DumpOutput(path: path, of: dump, setting: "tensors")
    try forEachFinitePart { index, part throws(Diagnostic) in
      var writer = try output.writer(ofPart: index)
      for (head, scale) in zip(part.heads, detector.scales) {
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
    try output.finish()
  }

  /// Opens one part of the heads after the other, whose values are numbers.
  func forEachFinitePart(
    _ body: (_ index: Int, HeadPart) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    guard let dump else { throw .noHeads }
    try dump.forEachPart { index, part throws(Diagnostic) in
      try checkFinite(part)
      try body(index, part)
    }
  }

  /// Opens the heads of one image after the other, whose values are numbers.
  func cursor() throws(Diagnostic) -> HeadCursor {
    guard let dump else { throw .noHeads }
    return HeadCursor(dump) { (part) throws(Diagnostic) in try checkFinite(part) }
  }

  /// Refuses heads that hold NaN or infinity now, though they held none when they were looked at: for
  /// results of values that were not looked at again when they were used.
  func checkFiniteAgain() throws(Diagnostic) {
    let cursor = try cursor()
    for image in images.indices { _ = try cursor.find(image) }
  }

  /// Refuses a part that holds NaN or infinity.
  func checkFinite(_ part: HeadPart) throws(Diagnostic) {
    try part.checkFinite(
      detector.classes,
      names: knowsImages ? images : nil,
      threads: max(1, threads)
    )
  }

  /// Whether ground truth names the images.
  package var knowsImages: Bool {
    if case .objects = truth { true } else { false }
  }

  /// Whether images have no name but their place in the dump.
  package var countsImages: Bool { !knowsImages && dump?.imageNames == nil }
}

/// What of decoded heads is a detection.
struct DetectionChoice: Sendable {
  let score: Double
  let suppression: NonMaximumSuppression?
  let everyClass: Bool
  let candidates, limit: Int?

  /// Refuses thresholds that are none.
  func check() throws(Diagnostic) {
    for (name, value) in [("score", score), ("iou", suppression?.iouThreshold ?? 0)]
    where !(0...1).contains(value) {
      throw .threshold(name, found: value)
    }
    if case .softGaussian(let sigma) = suppression?.kind, !(sigma > 0 && sigma < .infinity) {
      throw .sigma(found: sigma)
    }
  }

  /// What is found in an image of a part, by descending score, in pixels of the network input.
  func detections(
    of part: HeadPart,
    _ place: Int,
    _ detector: Detector
  ) throws(Diagnostic) -> [Detection] {
    var all: [Detection] = []
    for (head, scale) in zip(part.heads, detector.scales) {
      all += try head.detections(
        image: place,
        scale: scale,
        scoreAbove: score,
        everyClass: everyClass
      )
    }
    if let candidates, all.count > candidates {
      all = Array(NonMaximumSuppression.sortedByScore(all).prefix(max(0, candidates)))
    }
    let found =
      suppression.map { $0(all, limit: limit) } ?? NonMaximumSuppression.sortedByScore(all)
    return limit.map { Array(found.prefix(max(0, $0))) } ?? found
  }
}

extension DetectionCase.Image {
  /// A detection in pixels of the image instead of the network input.
  func original(_ detection: Detection) -> Detection {
    Detection(
      box: transform.image(detection.box),
      classID: detection.classID,
      score: detection.score
    )
  }
}
