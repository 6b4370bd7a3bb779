import DetectionAnalysis

/// `detloss decode`: turns dumped heads into boxes.
package enum DecodeCommand {
  /// Runs the command.
  package static func run(
    _ options: DecodeOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    let tensors = OutputFile("--tensors", options.tensors, of: .decode)
    try tensors?.check([
      "--config": [options.config], "--heads": options.heads,
      "--labels": options.labels.map { [$0] } ?? [],
    ])
    let example = try DetectionCase(
      configuration: options.config,
      dialect: options.dialect,
      heads: .files(options.heads),
      truth: options.labels.map { .labels($0) } ?? .none,
      fit: options.fit?.fit,
      layout: options.layout?.order
    )
    try tensors?.check(example)
    messages.warn(about: example, truth: false)
    if let tensors { try example.writeDecoded(to: tensors.path) }
    let result = DetectionResult(
      example: example,
      images: try example.detections(
        score: options.scoreThreshold,
        suppression: options.suppression == .greedy
          ? NonMaximumSuppression(iouThreshold: options.iouThreshold) : nil
      ),
      scoreThreshold: options.scoreThreshold
    )
    try output.write(try result.text(as: options.format))
    return .done
  }
}
