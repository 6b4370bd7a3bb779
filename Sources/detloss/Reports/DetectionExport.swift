import DetectionAnalysis
import DetectionText
import ToolSupport

/// Detections in the forms that other tools read.
struct DetectionExport {
  let example: DetectionCase
  let images: [ImageDetections]

  /// Refuses boxes in pixels of the network input, of which no other tool knows.
  static func checkFrame(of example: DetectionCase, _ format: String) throws(Diagnostic) {
    let images = example.images
    guard let image = images.indices.first(where: { example.size(ofImage: $0) == nil }) else {
      return
    }
    throw Diagnostic(
      .request,
      code: "detections.frame",
      found: """
        boxes in pixels of the network input, for image \(quoted(images[image].name)) has no known size
        """,
      allowed: "boxes in pixels of the images for the form \(format)",
      remedy: "give the labels, which tell the images",
      setting: .init("labels")
    )
  }

  /// What a person should know of ids that the labels do not have.
  func idNote() -> Diagnostic? {
    example.imageIDs.words.map {
      Diagnostic(
        .content,
        severity: .note,
        code: "detections.ids",
        found: "no labels of COCO, which would have ids",
        remedy: "image_id is \($0), category_id the class, from 0"
      )
    }
  }
}

// MARK: - COCO

extension DetectionExport {
  /// Writes COCO's results: a list of detections, one a line.
  ///
  /// - Throws: An error for a detection of a class that COCO's labels lack, before anything is written.
  /// - Source: <https://cocodataset.org/#format-results>.
  func writeCOCO(to output: any TextOutput) throws {
    let (ids, categories) = (example.imageIDs.ids, example.categoryIDs)
    for image in images {
      for detection in image.detections where categories[detection.classID] == nil {
        throw Diagnostic(
          .content,
          code: "detections.category",
          at: Place(image: image.name),
          found: """
            a detection of class \(quoted(example.detector.classes.name(of: detection.classID)))
            """,
          allowed: "a class that the labels have a category of",
          remedy: "add the category to the labels, or write another form"
        )
      }
    }
    var start = "["
    // There may be millions: their text is never all in memory.
    for (index, image) in images.enumerated() {
      for detection in image.detections {
        let box = detection.box
        let entry: JSONOutput = [
          "image_id": ids[index], "category_id": categories[detection.classID],
          "bbox": [box.minX, box.minY, box.maxX - box.minX, box.maxY - box.minY],
          "score": detection.score,
        ]
        try output.write(start + entry.text(.compact))
        start = ",\n"
      }
    }
    try output.write(start == "[" ? "[]\n" : "]\n")
  }
}

// MARK: - Fractions

extension DetectionExport {
  /// Centre, width and height of a box as fractions of its image.
  private func fractions(_ detection: Detection, _ size: PixelSize) -> [Double] {
    let (width, height) = (Double(size.width), Double(size.height))
    let box = CenterBox(detection.box)
    return [box.centerX / width, box.centerY / height, box.width / width, box.height / height]
  }

  /// The files of YOLO's labels with scores, by name: a line `class x y width height score` for each
  /// detection, an empty file for an image without any.
  ///
  /// - Throws: An error for images whose files would have one name, or a name that is none.
  /// - Source: ultralytics 8.4, `save_txt` with `save_conf`.
  func yolo() throws -> [(name: String, text: String)] {
    var names: [String: String] = [:]
    return try images.enumerated().map { index, image in
      let stem = example.stem(ofImage: index)
      func refusal(_ found: String, remedy: String) -> Diagnostic {
        Diagnostic(
          .content,
          code: "detections.name",
          at: Place(image: image.name),
          found: found,
          allowed: "a name of its own for each image, without its folder",
          remedy: remedy
        )
      }
      guard !stem.isEmpty, stem.utf8.count <= 250, !stem.contains("\0"), stem.first != "." else {
        throw refusal(
          "a name that no file of labels can have",
          remedy: "call the image by its file"
        )
      }
      if let other = names.updateValue(image.name, forKey: stem) {
        throw refusal(
          "\(quoted(stem + ".txt")), as of \(quoted(other))",
          remedy: "write another form, or decode the images of each folder by themselves"
        )
      }
      let size = example.size(ofImage: index) ?? example.detector.input
      let lines = try image.detections.map { detection in
        try ([Double(detection.classID)] + fractions(detection, size) + [detection.score])
          .map { (number) throws(NonFiniteNumber) in try number.json.text(.compact) }
          .joined(separator: " ") + "\n"
      }
      return ("\(stem).txt", lines.joined())
    }
  }

  /// What darknet writes with `-ext_output -out FILE`: a list of images with their objects.
  ///
  /// - Source: AlexeyAB's darknet, `detector test`, README.
  var darknet: JSONOutput {
    JSONOutput(count: images.count) { index in
      let detections = images[index].detections
      let size = example.size(ofImage: index) ?? example.detector.input
      let objects = JSONOutput(count: detections.count) { index in
        let detection = detections[index]
        let box = fractions(detection, size)
        return [
          "class_id": detection.classID,
          "name": example.detector.classes.name(of: detection.classID),
          "relative_coordinates": [
            "center_x": box[0], "center_y": box[1], "width": box[2], "height": box[3],
          ] as JSONOutput,
          "confidence": detection.score,
        ]
      }
      return ["frame_id": index + 1, "filename": images[index].name, "objects": objects]
    }
  }
}
