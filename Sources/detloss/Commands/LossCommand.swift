import DetectionLoss
import DetectorConfiguration
import TargetAssignment
import TensorFiles

/// `detloss loss`: computes the loss of dumped heads.
package enum LossCommand {
  /// Runs the command.
  ///
  /// - Parameters:
  ///   - options: What was asked for.
  ///   - output: Where results go; nothing of it is seen if the command throws.
  ///   - messages: Where warnings go.
  /// - Returns: The exit code of a command that succeeded.
  /// - Throws: Any error that ``Failure`` knows.
  package static func run(
    _ options: LossOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    if let path = options.gradients {
      try OutputFile(option: "--gradients", path: path).check(
        for: .loss,
        inputs: [
          "--config": [options.config], "--heads": options.heads,
          options.truth.option: [options.truth.path],
        ]
      )
    }
    let detector = try DetectorConfiguration(path: options.config, dialect: options.dialect)
    messages.warn(each: detector.warnings)
    let dump = try HeadDump(
      paths: options.heads,
      configuration: detector,
      order: options.layout?.order
    )
    messages.warn(each: dump.notes)
    let configuration = detector.resolved(for: dump.match.input)
    let truth = try Truth(options.truth, options.fit, configuration: configuration, dump: dump)
    try dump.checkFinite(imageNames: truth.batch?.images.map(\.name))
    let report: LossReport
    do {
      let loss = MultiScaleLoss<Double>(configuration)
      if let path = options.gradients {
        var gradients = dump.heads.map { [Float](repeating: 0, count: $0.layout.valueCount) }
        report = try loss(
          heads: dump.heads,
          targets: truth.targets,
          addingGradientTo: &gradients
        )
        try write(gradients, of: dump, to: path)
      } else {
        report = try loss(heads: dump.heads, targets: truth.targets)
      }
    } catch let error as LossInputError {
      throw InputError.loss(error)
    }
    if report.heldSizes > 0 {
      messages.warn(
        """
        \(report.heldSizes) predicted boxes are wider or narrower than a Float can compute with \
        and were held at 2^60 or 2^-60 pixels; look at the size logits of the dump
        """
      )
    }
    let result = LossResult(
      configuration: configuration,
      input: dump.match.input,
      batch: truth.batch,
      report: report
    )
    switch options.format {
    case .text: try output.write(result.text)
    case .json: try output.write(try result.json().text(.pretty) + "\n")
    }
    return .done
  }
}

extension LossCommand {
  /// Writes gradients under the names of the dump's arrays, in their shapes and orders.
  private static func write(_ gradients: [[Float]], of dump: HeadDump, to path: String) throws {
    var writer = try NpzWriter(path: path)
    for (head, values) in zip(dump.heads, gradients) {
      try writer.begin(head.name, shape: head.layout.shape, of: Float.self)
      try writer.append(values)
    }
    try writer.finish()
  }
}

/// What the images of a dump shall predict, from labels or from dense tensors.
private struct Truth {
  /// The labels; `nil` where dense tensors take their place.
  let batch: LabelledBatch?

  /// The targets of every image.
  let targets: [ImageTargets]

  init(
    _ source: TruthSource,
    _ fit: FitChoice?,
    configuration: DetectorConfiguration,
    dump: HeadDump
  ) throws {
    switch source {
    case .targets(let path):
      batch = nil
      targets = try DenseTargets(path: path, configuration: configuration, dump: dump).images
    case .labels(let path):
      let batch = try LabelledBatch(
        path: path,
        configuration: configuration,
        fit: fit?.fit ?? configuration.fit,
        input: dump.match.input
      )
      try batch.checkCount(against: dump)
      let assigner = TargetAssigner(
        configuration.components.assignment,
        grids: zip(configuration.scales, dump.match.layouts).map {
          ScaleGrid($0, rows: $1.rows, columns: $1.columns)
        }
      )
      self.batch = batch
      targets = try batch.assignments(by: assigner).map {
        $0.targets(
          scaleCount: configuration.scales.count,
          background: configuration.components.background
        )
      }
    }
  }
}
