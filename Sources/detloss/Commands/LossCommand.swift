import DetectionAnalysis

/// `detloss loss`: computes the loss of dumped heads, and its gradient.
package enum LossCommand {
  /// Runs the command.
  package static func run(
    _ options: LossOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    let gradients = OutputFile("--gradients", options.gradients, of: .loss)
    try gradients?.check([
      "--config": [options.config], "--heads": options.heads,
      options.truth.option: [options.truth.path],
    ])
    let example = try DetectionCase(
      configuration: options.config,
      dialect: options.dialect,
      heads: .files(options.heads),
      truth: options.truth.groundTruth,
      fit: options.fit?.fit,
      layout: options.layout?.order
    )
    try gradients?.check(example)
    messages.warn(about: example)
    let report = try gradients.map { try example.writeGradient(to: $0.path) } ?? example.loss()
    messages.warn(each: report.notes)
    let result = LossResult(example: example, report: report)
    switch options.format {
    case .text: try output.write(result.text)
    case .json: try output.write(try result.json().text(.pretty) + "\n")
    }
    return .done
  }
}
