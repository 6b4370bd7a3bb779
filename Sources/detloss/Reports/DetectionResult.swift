import DetectionAnalysis
import DetectionText
import ToolSupport

/// What `detloss decode` found.
struct DetectionResult {
  /// How detections are written.
  enum Format: String, CaseIterable {
    /// A table.
    case text
    /// One JSON array.
    case json
    /// One JSON object a line.
    case jsonl
  }

  let example: DetectionCase
  let images: [ImageDetections]
  let scoreThreshold: Double

  private var detector: Detector { example.detector }

  /// The result in a format.
  func text(as format: Format) throws(NonFiniteNumber) -> String {
    switch format {
    case .text: table
    case .json: try images.flatMap(json).json.text(.pretty) + "\n"
    case .jsonl:
      try images.map { (image) throws(NonFiniteNumber) in
        try line(image).text(.compact) + "\n"
      }.joined()
    }
  }

  /// One entry for each detection.
  private func json(_ image: ImageDetections) -> [JSONOutput] {
    image.detections.map {
      (["image": image.name] as JSONOutput).adding(json($0))
        .adding(["frame": image.frame.rawValue])
    }
  }

  /// One image with its detections, so that an image without any is seen too.
  private func line(_ image: ImageDetections) -> JSONOutput {
    [
      "image": image.name, "frame": image.frame.rawValue,
      "detections": image.detections.map(json),
    ]
  }

  private func json(_ detection: Detection) -> JSONOutput {
    [
      "class_id": detection.classID, "class": detector.classes.name(of: detection.classID),
      "score": detection.score, "xyxy": detection.box.json,
    ]
  }

  /// A table that a person reads.
  private var table: String {
    let all = images.flatMap { image in image.detections.map { (image, $0) } }
    let table = TextTable(
      [
        .path("image"), .text("class"), .number("score"), .number("left"), .number("top"),
        .number("right"), .number("bottom"),
      ],
      rows: all.map { image, detection in
        let box = detection.box
        return [
          image.name, detector.classes.name(of: detection.classID),
          NumberText.significant(detection.score),
        ] + [box.minX, box.minY, box.maxX, box.maxY].map(Self.pixels)
      }
    )
    let isInImages = images.contains { $0.frame == .image }
    let header =
      wrappedLine([
        "\(counted(all.count, "detection")) in \(counted(images.count, "image"))",
        "score above \(NumberText.short(scoreThreshold))", "config \(detector.name)",
      ]) + example.fit.text
    guard !all.isEmpty else { return header }
    return """
      \(header)
      \(table.text)
        image   \(example.knowsImages ? "as the labels name it" : "its place in the dump, counted from 0")
        score   objectness times the probability of the class
        left, top, right, bottom
                edges of the box, in pixels of \
      \(isInImages ? "the original image" : "the network input, \(example.detector.input)")

      """
  }

  /// A pixel coordinate with one decimal.
  private static func pixels(_ value: Double) -> String {
    abs(value) < 1e7 ? "\((value * 10).rounded() / 10)" : NumberText.short(value)
  }
}
