import DetectionAnalysis

/// `detloss assign`: tells which anchors are responsible for which objects.
package enum AssignCommand {
  /// Runs the command.
  package static func run(
    _ options: AssignOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    if options.comparison != nil, options.explained != nil {
      throw UsageError.conflict("--compare", "--explain", .assign)
    }
    let tensors = OutputFile("--tensors", options.tensors, of: .assign)
    try tensors?.check([
      "--config": [options.config], "--labels": [options.labels],
      "--compare": options.comparison.map { [$0] } ?? [],
    ])
    let example = try DetectionCase(
      configuration: options.config,
      dialect: options.dialect,
      heads: .none(input: options.inputSize),
      truth: .labels(options.labels),
      fit: options.fit?.fit
    )
    try tensors?.check(example)
    let assignments = try example.assignments()
    messages.warn(about: example)
    if let tensors, let omission = try example.writeTargets(to: tensors.path) {
      messages.warn(omission)
    }
    if let theirs = options.comparison {
      let comparison = try example.comparison(
        withTargets: theirs,
        tolerance: LabelComparison.Tolerance(pixels: options.tolerance)
      )
      comparison.notes.forEach { messages.warn($0) }
      let result = LabelComparisonResult(example: example, comparison: comparison)
      switch options.format {
      case .text: try output.write(result.text)
      case .json: try output.write(try result.json().text(.pretty) + "\n")
      }
      return comparison.differenceCount == 0 ? .done : .no
    }
    let result = AssignmentResult(
      example: example,
      assignments: assignments,
      explanations: try options.explained.map { try example.explanations(of: $0) }
    )
    switch options.format {
    case .text: try output.write(result.text)
    case .json: try output.write(try result.json().text(.pretty) + "\n")
    }
    return .done
  }
}
