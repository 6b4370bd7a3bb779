import AnchorDecoding
import DetectionLoss
import DetectorConfiguration
import TargetAssignment

/// `detloss compare`: tells two dialects, or two dumps, apart.
package enum CompareCommand {
  /// The largest difference of two dumps that is none, where nothing else is asked for.
  static let dumpTolerance = 1e-4

  /// Runs the command.
  ///
  /// - Parameters:
  ///   - options: What was asked for.
  ///   - output: Where results go; nothing of it is seen if the command throws.
  ///   - messages: Where warnings go.
  /// - Returns: The exit code of a command that succeeded.
  /// - Throws: Any error that ``Failure`` knows.
  package static func run(
    _ options: CompareOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    let detector = try DetectorConfiguration(path: options.config, dialect: options.dialect)
    messages.warn(each: detector.warnings)
    let dump = try HeadDump(
      paths: options.heads,
      configuration: detector,
      order: options.layout?.order
    )
    let label = if case .heads = options.other { "first dump: " } else { "" }
    messages.warn(each: dump.notes.map { label + $0 })
    let batch = try options.labels.map { path in
      let batch = try LabelledBatch(
        path: path,
        configuration: detector,
        fit: options.fit?.fit ?? detector.fit,
        input: dump.match.input
      )
      try batch.checkCount(against: dump)
      return batch
    }
    try dump.checkFinite(imageNames: batch?.images.map(\.name))
    switch options.other {
    case .dialect(let name):
      guard let batch else {
        throw UsageError.missingAlternative(["--labels"], .compare)
      }
      let other = try DetectorConfiguration(path: options.config, dialect: name)
      let known = detector.warnings
      for warning in other.warnings where !known.contains(warning) {
        messages.warn("dialect \(name): \(warning)")
      }
      let result = try compare([detector, other], dump, batch, options.tolerance, messages)
      try output.write(try result.text(as: options.format))
      return result.differs == true ? .no : .done
    case .heads(let paths):
      let other = try otherDump(paths, detector, options.layout?.order)
      messages.warn(each: other.notes.map { "second dump: \($0)" })
      try other.checkFinite(imageNames: batch?.images.map(\.name))
      let result = try DumpComparisonResult(
        configuration: detector,
        first: dump,
        second: other,
        firstPaths: options.heads,
        secondPaths: paths,
        tolerance: options.tolerance ?? dumpTolerance,
        losses: { try batch.map { try losses(of: [dump, other], $0, detector, messages) } }
      )
      try output.write(try result.text(as: options.format))
      return result.differs ? .no : .done
    }
  }

  // MARK: - Two dialects

  /// Compares the losses of a dump by two detectors that differ in their dialect.
  private static func compare(
    _ detectors: [DetectorConfiguration],
    _ dump: HeadDump,
    _ batch: LabelledBatch,
    _ tolerance: Double?,
    _ messages: Messages
  ) throws -> DialectComparisonResult {
    let sides = try detectors.map { try $0.detector(for: dump.match.input) }
    batch.boxWarnings(
      input: dump.match.input,
      smallBoxWeight: sides.contains { $0.components.box.smallBoxWeight }
    ).forEach { messages.warn($0) }
    let comparison: DialectComparison
    do {
      comparison = try DialectComparison(sides[0], sides[1], heads: dump.heads) {
        try batch.assignments(by: $0)
      }
    } catch let error as LossInputError {
      throw InputError.loss(error)
    }
    for side in [comparison.first, comparison.second] {
      side.report.warnings.forEach {
        messages.warn("dialect \(side.detector.dialect): \($0)")
      }
    }
    return DialectComparisonResult(comparison: comparison, batch: batch, tolerance: tolerance)
  }

  // MARK: - Two dumps

  /// Opens the other dump, which may have another layout.
  ///
  /// The order of axes that was given counts where its shapes do not tell, and only there.
  private static func otherDump(
    _ paths: [String],
    _ detector: DetectorConfiguration,
    _ order: HeadOrder?
  ) throws -> HeadDump {
    do {
      return try HeadDump(paths: paths, configuration: detector, order: nil)
    } catch InputError.heads(_, .layout(_, .ambiguous)) where order != nil {
      return try HeadDump(paths: paths, configuration: detector, order: order)
    }
  }

  /// The loss of each dump.
  private static func losses(
    of dumps: [HeadDump],
    _ batch: LabelledBatch,
    _ detector: DetectorConfiguration,
    _ messages: Messages
  ) throws -> [LossTerms] {
    batch.boxWarnings(
      input: dumps[0].match.input,
      smallBoxWeight: detector.components.box.smallBoxWeight
    ).forEach { messages.warn($0) }
    return try zip(["first", "second"], dumps).map { name, dump in
      let report = try report(of: dump, batch, detector.detector(for: dump.match.input))
      report.warnings.forEach { messages.warn("\(name) dump: \($0)") }
      return report.loss
    }
  }

  private static func report(
    of dump: HeadDump,
    _ batch: LabelledBatch,
    _ detector: Detector
  ) throws -> LossReport {
    let targets = try batch.assignments(by: TargetAssigner(detector)).map {
      $0.targets(for: detector)
    }
    do {
      return try DumpLoss(detector, threads: Processors.count)(
        heads: dump.heads,
        targets: targets
      )
    } catch {
      throw InputError.loss(error)
    }
  }
}
