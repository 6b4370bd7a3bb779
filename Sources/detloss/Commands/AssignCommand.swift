import DetectorConfiguration
import TargetAssignment
import TensorFiles

/// `detloss assign`: tells which anchors are responsible for which objects.
package enum AssignCommand {
  /// Runs the command.
  ///
  /// - Parameters:
  ///   - options: What was asked for.
  ///   - output: Where results go; nothing of it is seen if the command throws.
  ///   - messages: Where warnings go.
  /// - Returns: The exit code of a command that succeeded.
  /// - Throws: Any error that ``Failure`` knows.
  package static func run(
    _ options: AssignOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    if options.comparison != nil, options.explained != nil {
      throw UsageError.conflict("--compare", "--explain", .assign)
    }
    let tensors = options.tensors.map { OutputFile(option: "--tensors", path: $0) }
    try tensors?.check(
      for: .assign,
      inputs: [
        "--config": [options.config], "--labels": [options.labels],
        "--compare": options.comparison.map { [$0] } ?? [],
      ]
    )
    var filesRead: [String] = []
    let configuration = try DetectorConfiguration(
      path: options.config,
      dialect: options.dialect,
      filesRead: &filesRead
    )
    try tensors?.check(for: .assign, inputs: ["--config": filesRead])
    messages.warn(each: configuration.warnings)
    let detector = try configuration.detector(for: options.inputSize)
    let batch = try LabelledBatch(
      path: options.labels,
      configuration: configuration,
      fit: options.fit?.fit ?? configuration.fit,
      input: options.inputSize
    )
    try tensors?.check(for: .assign, inputs: ["--labels": batch.imageFiles])
    let assigner = TargetAssigner(detector)
    let assignments = try batch.assignments(by: assigner)
    batch.boxWarnings(
      input: options.inputSize,
      smallBoxWeight: configuration.components.box.smallBoxWeight
    ).forEach { messages.warn($0) }
    if let path = options.tensors {
      if let omission = batch.omission(of: assignments, scaleNames: detector.scales.map(\.name)) {
        messages.warn(omission)
      }
      try writeLabels(assignments, detector: detector, to: path)
    }
    if let theirs = options.comparison {
      let result = try compare(theirs, batch, assigner, options.tolerance)
      result.notes.forEach { messages.warn($0) }
      switch options.format {
      case .text: try output.write(result.text)
      case .json: try output.write(try result.json().text(.pretty) + "\n")
      }
      return result.count == 0 ? .done : .no
    }
    var result = AssignmentResult(
      configuration: configuration,
      input: options.inputSize,
      batch: batch,
      assignments: assignments
    )
    result.explanations = try options.explained.map {
      try batch.explanations($0, by: assigner, labels: options.labels)
    }
    switch options.format {
    case .text: try output.write(result.text)
    case .json: try output.write(try result.json().text(.pretty) + "\n")
    }
    return .done
  }

  /// Puts somebody's label tensors beside the rule's.
  private static func compare(
    _ path: String,
    _ batch: LabelledBatch,
    _ assigner: TargetAssigner,
    _ tolerance: Double
  ) throws -> LabelComparisonResult {
    let configuration = assigner.detector.configuration
    let written = try WrittenLabels(
      path: path,
      scales: assigner.detector.scales,
      imageCount: batch.images.count
    )
    return LabelComparisonResult(
      theirs: path,
      configuration: configuration,
      batch: batch,
      comparison: try LabelComparison(
        by: assigner,
        images: batch.images.map(\.objects),
        written: written.images,
        tolerance: LabelComparison.Tolerance(pixels: tolerance)
      ),
      written: written
    )
  }

  /// The most values of one image and scale that are written densely: 1 GiB of them.
  ///
  /// A detector has some 700,000. A config of a million classes would ask for gigabytes per object.
  private static let densestImage = 1 << 28

  /// Refuses dense labels that would not fit into memory.
  private static func checkDensity(
    of scales: [Detector.Scale]
  ) throws(InputError) {
    for scale in scales {
      let shape = [scale.rows, scale.columns, scale.anchors.count, scale.channels]
      var count = 1
      for length in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: length)
        guard !overflow, product <= densestImage else {
          throw .denseLabels(
            array: "label_\(scale.name)",
            shape: shape,
            limit: densestImage
          )
        }
        count = product
      }
    }
  }

  /// Writes the dense label tensors and object lists of the batch, image by image.
  private static func writeLabels(
    _ assignments: [ImageAssignment],
    detector: Detector,
    to path: String
  ) throws {
    let classification = detector.components.classification
    try checkDensity(of: detector.scales)
    let targets = assignments.map { $0.targets(for: detector) }
    var writer = try NpzWriter(path: path)
    for (index, scale) in detector.scales.enumerated() {
      try writer.begin(
        "label_\(scale.name)",
        shape: [targets.count, scale.rows, scale.columns, scale.anchors.count, scale.channels],
        of: Float.self
      )
      for image in targets {
        try writer.append(
          DenseLabels.label(
            image.scales[index],
            scale: scale,
            smoothing: classification.labelSmoothing,
            form: classification.smoothing
          )
        )
      }
      // At least one row: many programs cannot take a maximum over an empty axis.
      let capacity = targets.map { $0.scales[index].backgroundObjects.count }.max() ?? 0
      try writer.begin(
        "boxes_\(scale.name)",
        shape: [targets.count, max(capacity, 1), 4],
        of: Float.self
      )
      for image in targets {
        try writer.append(DenseLabels.boxes(image.scales[index], capacity: max(capacity, 1)))
      }
    }
    try writer.finish()
  }
}
