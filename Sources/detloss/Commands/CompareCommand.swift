import DetectionAnalysis

/// `detloss compare`: tells two dialects, or two dumps, apart.
package enum CompareCommand {
  /// The largest difference of two dumps that is none, where nothing else is asked for.
  static let dumpTolerance = 1e-4

  /// Runs the command.
  package static func run(
    _ options: CompareOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    let example = try DetectionCase(
      configuration: options.config,
      dialect: options.dialect,
      heads: .files(options.heads),
      truth: options.labels.map { .labels($0) } ?? .none,
      fit: options.fit?.fit,
      layout: options.layout?.order
    )
    switch options.other {
    case .dialect(let name):
      messages.warn(about: example)
      guard options.labels != nil else {
        throw UsageError.missingAlternative(["--labels"], .compare)
      }
      let comparison = try example.comparison(withDialect: name)
      comparison.notes.forEach { messages.warn("dialect \(name): \($0)") }
      for side in [comparison.first, comparison.second] {
        side.report.notes.forEach {
          messages.warn("dialect \(side.detector.dialect): \($0)")
        }
      }
      let result = DialectComparisonResult(
        example: example,
        comparison: comparison,
        tolerance: options.tolerance
      )
      try output.write(try result.text(as: options.format))
      return result.differs == true ? .no : .done
    case .heads(let paths):
      messages.warn(each: example.configurationNotes)
      messages.warn(each: example.headNotes.map { "first dump: \($0)" })
      let other = try example.replacing(heads: .files(paths))
      messages.warn(each: other.headNotes.map { "second dump: \($0)" })
      let comparison = try example.comparison(
        with: other,
        tolerance: options.tolerance ?? dumpTolerance
      )
      if let losses = comparison.losses {
        messages.warn(each: example.truthNotes)
        for (name, report) in [("first", losses.first), ("second", losses.second)] {
          report.notes.forEach { messages.warn("\(name) dump: \($0)") }
        }
      }
      let result = DumpComparisonResult(
        example: example,
        comparison: comparison,
        paths: [options.heads, paths]
      )
      try output.write(try result.text(as: options.format))
      return comparison.differs ? .no : .done
    }
  }
}
