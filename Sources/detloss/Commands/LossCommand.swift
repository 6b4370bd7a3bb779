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
    let gradients = options.gradients.map { OutputFile(option: "--gradients", path: $0) }
    try gradients?.check(
      for: .loss,
      inputs: [
        "--config": [options.config], "--heads": options.heads,
        options.truth.option: [options.truth.path],
      ]
    )
    var filesRead: [String] = []
    let configuration = try DetectorConfiguration(
      path: options.config,
      dialect: options.dialect,
      filesRead: &filesRead
    )
    try gradients?.check(for: .loss, inputs: ["--config": filesRead])
    messages.warn(each: configuration.warnings)
    let dump = try HeadDump(
      paths: options.heads,
      configuration: configuration,
      order: options.layout?.order
    )
    messages.warn(each: dump.notes)
    let detector = try configuration.detector(for: dump.match.input)
    let truth = try Truth(options.truth, options.fit, detector: detector, dump: dump)
    try gradients?.check(for: .loss, inputs: ["--labels": truth.batch?.imageFiles ?? []])
    messages.warn(each: truth.notes)
    let report: LossReport
    do {
      let loss = DumpLoss(detector, threads: Processors.count)
      report = try evaluate(loss, dump, truth, options.gradients)
    } catch let error as LossInputError {
      // The loss stops at the first head with a bad value; a person wants to know of all.
      try dump.checkFinite(imageNames: truth.batch?.images.map(\.name))
      throw InputError.loss(error)
    }
    report.warnings.forEach { messages.warn($0) }
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
  /// The loss, with its gradient written to a file as it comes, where one is asked for: under the
  /// names of the dump's arrays, in their shapes and orders.
  private static func evaluate(
    _ loss: DumpLoss,
    _ dump: HeadDump,
    _ truth: Truth,
    _ path: String?
  ) throws -> LossReport {
    guard let path else { return try loss(heads: dump.heads, targets: truth.targets) }
    var writer = try NpzWriter(path: path)
    var begun = 0
    let report = try loss(heads: dump.heads, targets: truth.targets) { head, values in
      if head == begun {
        let head = dump.heads[head]
        try writer.begin(head.name, shape: head.layout.shape, of: Float.self)
        begun += 1
      }
      try writer.append(values)
    }
    try writer.finish()
    return report
  }
}

/// What the images of a dump shall predict, from labels or from dense tensors.
private struct Truth {
  /// The labels; `nil` where dense tensors take their place.
  let batch: LabelledBatch?

  /// The targets of every image.
  let targets: [ImageTargets]

  /// What a person should know although nothing is wrong.
  let notes: [String]

  init(
    _ source: TruthSource,
    _ fit: FitChoice?,
    detector: Detector,
    dump: HeadDump
  ) throws {
    switch source {
    case .targets(let path):
      batch = nil
      let dense = try DenseTargets(path: path, detector: detector, dump: dump)
      targets = dense.images
      notes = dense.notes
    case .labels(let path):
      let batch = try LabelledBatch(
        path: path,
        configuration: detector.configuration,
        fit: fit?.fit ?? detector.fit,
        input: dump.match.input
      )
      try batch.checkCount(against: dump)
      self.batch = batch
      notes = batch.boxWarnings(
        input: dump.match.input,
        smallBoxWeight: detector.components.box.smallBoxWeight
      )
      targets = try batch.assignments(by: TargetAssigner(detector)).map {
        $0.targets(for: detector)
      }
    }
  }
}
