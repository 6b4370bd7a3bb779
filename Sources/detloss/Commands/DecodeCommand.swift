import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TensorFiles

/// `detloss decode`: turns dumped heads into boxes.
package enum DecodeCommand {
  /// Runs the command.
  ///
  /// - Parameters:
  ///   - options: What was asked for.
  ///   - output: Where results go; nothing of it is seen if the command throws.
  ///   - messages: Where warnings go.
  /// - Returns: The exit code of a command that succeeded.
  /// - Throws: Any error that ``Failure`` knows.
  package static func run(
    _ options: DecodeOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    let tensors = options.tensors.map { OutputFile(option: "--tensors", path: $0) }
    try tensors?.check(
      for: .decode,
      inputs: [
        "--config": [options.config], "--heads": options.heads,
        "--labels": options.labels.map { [$0] } ?? [],
      ]
    )
    var filesRead: [String] = []
    let configuration = try DetectorConfiguration(
      path: options.config,
      dialect: options.dialect,
      filesRead: &filesRead
    )
    try tensors?.check(for: .decode, inputs: ["--config": filesRead])
    messages.warn(each: configuration.warnings)
    let dump = try HeadDump(
      paths: options.heads,
      configuration: configuration,
      order: options.layout?.order
    )
    messages.warn(each: dump.notes)
    let detector = try configuration.detector(for: dump.match.input)
    let fit = options.fit?.fit ?? configuration.fit
    let batch = try options.labels.map { path in
      let batch = try LabelledBatch(
        path: path,
        configuration: configuration,
        fit: fit,
        input: dump.match.input
      )
      try batch.checkCount(against: dump)
      return batch
    }
    try tensors?.check(for: .decode, inputs: ["--labels": batch?.imageFiles ?? []])
    try dump.checkFinite(imageNames: batch?.images.map(\.name))
    if let path = options.tensors {
      try writeDecoded(dump, detector: detector, to: path)
    }
    let images = try (0..<dump.images).map { image in
      let found = try detections(in: dump, image: image, detector: detector, options)
      let label = batch?.images[image]
      guard let label, fit != .none else {
        return DetectedImage(name: label?.name ?? "\(image)", frame: .input, detections: found)
      }
      return DetectedImage(
        name: label.name,
        frame: .image,
        detections: found.map {
          Detection(
            box: label.transform.image($0.box),
            classID: $0.classID,
            score: $0.score
          )
        }
      )
    }
    let result = DetectionResult(
      configuration: configuration,
      input: dump.match.input,
      images: images,
      isLabelled: batch != nil,
      scoreThreshold: options.scoreThreshold
    )
    try output.write(try result.text(as: options.format))
    return .done
  }

  /// The detections of one image over all scales, the surest first.
  private static func detections(
    in dump: HeadDump,
    image: Int,
    detector: Detector,
    _ options: DecodeOptions
  ) throws -> [Detection] {
    let all = try zip(dump.heads, detector.scales).flatMap { head, scale in
      try head.detections(
        image: image,
        scale: scale,
        scoreAbove: options.scoreThreshold
      )
    }
    return switch options.suppression {
    case .greedy: NonMaximumSuppression(iouThreshold: options.iouThreshold)(all)
    case .none, .soft: NonMaximumSuppression.sortedByScore(all)
    }
  }

  /// Writes every decoded value, image by image.
  private static func writeDecoded(
    _ dump: HeadDump,
    detector: Detector,
    to path: String
  ) throws {
    var writer = try NpzWriter(path: path)
    for (head, scale) in zip(dump.heads, detector.scales) {
      let layout = head.layout
      try writer.begin(
        scale.name,
        shape: [layout.images, layout.rows, layout.columns, layout.anchors, layout.channels],
        of: Float.self
      )
      for image in 0..<layout.images {
        try writer.append(
          head.decodedValues(image: image, scale: scale)
        )
      }
    }
    try writer.finish()
  }
}
