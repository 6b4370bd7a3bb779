import DetectionAnalysis
import DetectionText
import ToolSupport

/// What `detloss decode` found.
struct DetectionResult: Report {
  let example: DetectionCase
  let images: [ImageDetections]
  let scoreThreshold: Double

  private var detector: Detector { example.detector }

  /// One entry for each detection.
  var json: JSONOutput {
    // There may be millions.
    JSONOutput(
      joining: images.map { image in
        JSONOutput(count: image.detections.count) { [detector] in
          (["image": image.name] as JSONOutput).adding(image.detections[$0].json(detector))
            .adding(["frame": image.frame.rawValue])
        }
      }
    )
  }

  static let schema = JSONSchema.list(
    .object(
      [("image", .string)] + Detection.members + [
        ("frame", JSONSchema.word(["image", "input"]).said("what the pixels are of"))
      ]
    )
  )

  /// A table that a person reads.
  var text: String { parts.text }

  var parts: [TextPart] {
    var table = TextTable([
      .path("image"), .text("class"), .number("score"), .number("left"), .number("top"),
      .number("right"), .number("bottom"),
    ])
    var count = 0
    for image in images {
      count += image.detections.count
      for detection in image.detections {
        let box = detection.box
        table.add(
          [
            image.name, detector.classes.name(of: detection.classID),
            NumberText.significant(detection.score),
          ] + [box.minX, box.minY, box.maxX, box.maxY].map(Self.pixels)
        )
      }
    }
    let isInImages = images.contains { $0.frame == .image }
    let header =
      wrappedLine([
        "\(counted(count, "detection")) in \(counted(images.count, "image"))",
        "score above \(NumberText.short(scoreThreshold))", "config \(detector.name)",
      ]) + example.fit.text
    guard count > 0 else { return [.text(header)] }
    let words = """

        image   \(imageWords)
        score   objectness times the probability of the class
        left, top, right, bottom
                edges of the box, in pixels of \
      \(isInImages ? "the original image" : "the network input, \(example.detector.input)")

      """
    return [.text(header + "\n"), .table(table), .text(words)]
  }

  /// What an image is called.
  private var imageWords: String {
    example.knowsImages
      ? "as the labels name it"
      : example.countsImages ? "its place in the dump, counted from 0" : "as its file is called"
  }

  /// A pixel coordinate with one decimal.
  private static func pixels(_ value: Double) -> String {
    abs(value) < 1e7 ? "\((value * 10).rounded() / 10)" : NumberText.short(value)
  }
}

/// What was found in one image, in lines of its own.
struct DetectionLines {
  let example: DetectionCase
  let image: ImageDetections

  /// The first line of comma-separated values, of which each detection has one.
  static let header = csvLine(
    ["image", "class_id", "class", "score", "x1", "y1", "x2", "y2", "frame"]
  )

  /// The lines.
  func text(as format: ImageFormat, for output: any TextOutput) throws(NonFiniteNumber) -> String {
    guard format == .csv else {
      // One image with its detections, so that an image without any is seen too.
      let line: JSONOutput = [
        "image": image.name, "frame": image.frame.rawValue,
        "detections": JSONOutput(count: image.detections.count) { [image, example] in
          image.detections[$0].json(example.detector)
        },
      ]
      return try line.text(.compact) + "\n"
    }
    var lines = ""
    for detection in image.detections {
      let box = detection.box
      let numbers = [detection.score, box.minX, box.minY, box.maxX, box.maxY]
      var fields = try numbers.map { (number) throws(NonFiniteNumber) in
        try number.json.text(.compact)
      }
      fields.insert(
        contentsOf: [
          image.name, "\(detection.classID)", example.detector.classes.name(of: detection.classID),
        ],
        at: 0
      )
      lines += csvLine(fields + [image.frame.rawValue], for: output)
    }
    return lines
  }
}

extension Detection {
  /// What ``json(_:)`` looks like.
  static let members: [(key: String, value: JSONSchema)] = [
    ("class_id", .integer), ("class", .string), ("score", .number), ("xyxy", .box),
  ]

  /// Class, score and box.
  fileprivate func json(_ detector: Detector) -> JSONOutput {
    [
      "class_id": classID, "class": detector.classes.name(of: classID), "score": score,
      "xyxy": box.json,
    ]
  }
}
