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
    messages.warn(each: dump.notes)
    let configuration = detector.resolved(for: dump.match.input)
    let batch = try options.labels.map { path in
      let batch = try LabelledBatch(
        path: path,
        configuration: configuration,
        fit: options.fit?.fit ?? configuration.fit,
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
      let result = DialectComparisonResult(
        comparison: try comparison(
          configuration,
          other.resolved(for: dump.match.input),
          dump,
          batch
        ),
        batch: batch
      )
      try output.write(try result.text(as: options.format))
      return result.differs(by: options.tolerance) ? .no : .done
    case .heads(let paths):
      // The other dump may have another layout; the one that was given counts where its shapes do
      // not tell.
      let other =
        try (try? HeadDump(paths: paths, configuration: detector, order: nil))
        ?? HeadDump(paths: paths, configuration: detector, order: options.layout?.order)
      messages.warn(each: other.notes)
      try other.checkFinite(imageNames: batch?.images.map(\.name))
      let result = try DumpComparisonResult(
        configuration: configuration,
        first: dump,
        second: other,
        firstPaths: options.heads,
        secondPaths: paths,
        tolerance: options.tolerance ?? dumpTolerance,
        losses: {
          try batch.map { batch in
            try [dump, other].map { try loss(of: $0, batch, configuration) }
          }
        }
      )
      try output.write(try result.text(as: options.format))
      return result.differs ? .no : .done
    }
  }

  private static func comparison(
    _ first: DetectorConfiguration,
    _ second: DetectorConfiguration,
    _ dump: HeadDump,
    _ batch: LabelledBatch
  ) throws -> DialectComparison {
    do {
      return try DialectComparison(first, second, heads: dump.heads) {
        try batch.assignments(by: $0)
      }
    } catch let error as LossInputError {
      throw InputError.loss(error)
    }
  }

  /// The loss of a dump.
  private static func loss(
    of dump: HeadDump,
    _ batch: LabelledBatch,
    _ configuration: DetectorConfiguration
  ) throws -> LossTerms {
    let grids = zip(configuration.scales, dump.match.layouts).map {
      ScaleGrid($0, rows: $1.rows, columns: $1.columns)
    }
    let components = configuration.components
    let targets = try batch.assignments(
      by: TargetAssigner(components.assignment, grids: grids)
    ).map { $0.targets(scaleCount: grids.count, background: components.background) }
    do {
      return try MultiScaleLoss<Double>(configuration)(heads: dump.heads, targets: targets).loss
    } catch {
      throw InputError.loss(error)
    }
  }
}
