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
    let detector = try DetectorConfiguration(
      path: options.config,
      dialect: options.dialect,
      filesRead: &filesRead
    )
    try tensors?.check(for: .assign, inputs: ["--config": filesRead])
    messages.warn(each: detector.warnings)
    let configuration = detector.resolved(for: options.inputSize)
    let grids: [ScaleGrid]
    do {
      grids = try ScaleGrid.grids(of: configuration.scales, input: options.inputSize)
    } catch {
      throw InputError.grid(error)
    }
    let batch = try LabelledBatch(
      path: options.labels,
      configuration: configuration,
      fit: options.fit?.fit ?? configuration.fit,
      input: options.inputSize
    )
    try tensors?.check(for: .assign, inputs: ["--labels": batch.imageFiles])
    let assigner = TargetAssigner(configuration.components.assignment, grids: grids)
    let assignments = try batch.assignments(by: assigner)
    batch.boxWarnings(
      input: options.inputSize,
      smallBoxWeight: configuration.components.box.smallBoxWeight
    ).forEach { messages.warn($0) }
    if let path = options.tensors {
      if let omission = batch.omission(of: assignments, scaleNames: grids.map(\.scale.name)) {
        messages.warn(omission)
      }
      try writeLabels(assignments, grids: grids, configuration: configuration, to: path)
    }
    if let theirs = options.comparison {
      let result = try compare(theirs, batch, configuration, assigner, options.tolerance)
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
    _ configuration: DetectorConfiguration,
    _ assigner: TargetAssigner,
    _ tolerance: Double
  ) throws -> LabelComparisonResult {
    let written = try WrittenLabels(
      path: path,
      grids: assigner.grids,
      classes: configuration.classes.count,
      imageCount: batch.images.count
    )
    return LabelComparisonResult(
      theirs: path,
      configuration: configuration,
      batch: batch,
      comparison: try LabelComparison(
        by: assigner,
        components: configuration.components,
        classes: configuration.classes.count,
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
    of grids: [ScaleGrid],
    classes: Int
  ) throws(InputError) {
    for grid in grids {
      let shape = [grid.rows, grid.columns, grid.scale.anchors.count, 5 + classes]
      var count = 1
      for length in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: length)
        guard !overflow, product <= densestImage else {
          throw .denseLabels(
            array: "label_\(grid.scale.name)",
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
    grids: [ScaleGrid],
    configuration: DetectorConfiguration,
    to path: String
  ) throws {
    let classes = configuration.classes.count
    try checkDensity(of: grids, classes: classes)
    let targets = assignments.map {
      $0.targets(scaleCount: grids.count, background: configuration.components.background)
    }
    var writer = try TensorWriter(path: path)
    for (index, grid) in grids.enumerated() {
      let scale = grid.scale
      try writer.begin(
        "label_\(scale.name)",
        shape: [targets.count, grid.rows, grid.columns, scale.anchors.count, 5 + classes],
        of: Float.self
      )
      for image in targets {
        try writer.append(
          DenseLabels.label(
            image.scales[index],
            grid: grid,
            classes: classes,
            smoothing: configuration.components.classification.labelSmoothing,
            form: configuration.components.classification.smoothing
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
