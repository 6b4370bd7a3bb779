import DetectionNumerics
import DetectionText

/// Which dialect, or which change of which components, gives somebody's loss of a dump.
///
/// Tried are the configuration as it is, every other dialect plain (with the classes, scales and fit of
/// the configuration), and each of these with one and with two changes of keys by their usual values.
/// What is found was computed as ``DetectionCase/loss()`` computes it.
///
/// A pair of changes is one of hundred thousand, so that some come near any number. A candidate with
/// changes counts only if fewer than one number in ten would be met as well by chance, as the losses
/// around the given one show: the more digits and parts are given, the more can be told.
public struct Identification: Sendable {
  /// A configuration, and how near it comes.
  public struct Candidate: Sendable {
    /// The dialect.
    public let dialect: String

    /// What differs: from the case's configuration if that has this dialect, else from the plain
    /// dialect. In the order in which they are laid over each other.
    public let changes: [ConfigurationChange]

    /// All of it: the case's classes, scales and, unless that is changed, fit.
    public let configuration: DetectorConfiguration

    /// The loss.
    public let loss: LossTerms

    /// What the framework prints in place of the total, where that is what comes near.
    public let printed: Double?

    /// The largest difference from a given number, as a share of the larger of the two; of given
    /// derivatives, as a share of the largest of their array.
    public let relativeError: Double
  }

  /// What gives the loss, the best first; where nothing does, what comes nearest.
  ///
  /// Errors below a millionth are equal, which is what single precision is good for, and above that
  /// those of one power of ten. Of equal errors fewer changes come first, then the order of
  /// `DetectorConfiguration.dialectNames`; where nothing was found the smaller error comes first. What
  /// is left out: changes without which a candidate is as good.
  public let candidates: [Candidate]

  /// Whether some configuration gives the loss: then all candidates do.
  public let found: Bool

  /// How many losses were tried.
  public let tried: Int

  /// How many of them would come within the tolerance of any number like the given one by chance.
  public let byChance: Double

  /// The dialects that were tried.
  public let dialects: [String]

  /// Dialects that could not be tried: they have no numbers for as many scales.
  public let leftOut: [String]

  /// The relative error that was allowed.
  public let tolerance: Double
}

extension DetectionCase {
  /// Looks for the loss that gives somebody's numbers of this dump and these labels.
  ///
  /// - Parameters:
  ///   - reported: The numbers; at least one.
  ///   - tolerance: The largest relative error.
  ///   - dialects: The dialects that are tried beside the configuration's own; all if not given.
  ///   - limit: The most candidates.
  /// - Returns: What was found.
  /// - Throws: As ``loss()``; an error for label tensors, which name no objects, and for gradients of
  ///   another shape.
  /// - Complexity: Some seconds for eight images of 416 × 416 pixels, on all processors; images are
  ///   looked at one after the other and their sums added up, so that memory does not grow with them.
  public func identification(
    of reported: ReportedLoss,
    tolerance: Double = 1e-4,
    dialects: [String] = DetectorConfiguration.dialectNames,
    limit: Int = 10
  ) throws(Diagnostic) -> Identification {
    guard reported.saysSomething else { throw .nothingReported }
    return try IdentificationSearch(self, dialects: dialects)
      .identification(of: reported, tolerance: tolerance, limit: limit)
  }
}

/// The losses of a case with usual changes, for any reported number.
package struct IdentificationSearch: Sendable {
  private let example: DetectionCase
  private let space: IdentificationSpace
  private let sums: PartSums

  /// Computes what all of them are made of.
  package init(
    _ example: DetectionCase,
    dialects: [String] = DetectorConfiguration.dialectNames
  ) throws(Diagnostic) {
    self.example = example
    let batch = try example.objects()
    try example.forEachFinitePart { _, _ in }
    // Every fault of the labels is found first.
    try batch.forEachAssignment(
      by: TargetAssigner(example.detector),
      predictions: example.predictions(for: TargetAssigner(example.detector))
    )
    space = IdentificationSpace(
      example.detector,
      batch,
      dialects: dialects,
      threads: max(1, example.threads)
    )
    sums = try space.sums(of: example)
  }

  /// How many losses there are.
  package var count: Int { space.variants.count }

  /// What a variant changes.
  private func changes(of variant: IdentificationSpace.Variant) -> [ConfigurationChange] {
    let options = space.bases[Int(variant.base)].options
    return [variant.first, variant.second].filter { $0 >= 0 }.flatMap { options[Int($0)].changes }
  }

  /// Looks for somebody's numbers.
  package func identification(
    of reported: ReportedLoss,
    tolerance: Double,
    limit: Int
  ) throws(Diagnostic) -> Identification {
    let gradient = try reported.gradients.map { source throws(Diagnostic) in
      try ReportedGradient(source, of: example)
    }
    let scores = IdentificationScores(
      space: space,
      sums: sums,
      images: example.images.count,
      reported: reported,
      lengths: gradient?.lengths
    )
    var ranking = IdentificationRanking(
      scores,
      threads: max(1, example.threads),
      tolerance: tolerance,
      keeping: max(4 * limit, 20)
    )
    ranking.numbers = gradient == nil ? reported.independentNumbers : 100
    let best = ranking.best
    // What is printed was computed in the ordinary way, by the configuration that is printed.
    let checked = concurrentMap(best.count, threads: max(1, example.threads)) { index in
      let variant = space.variants[best[index].index]
      return candidate(
        space.bases[Int(variant.base)].configuration,
        changes(of: variant),
        isPrinted: best[index].isPrinted,
        reported,
        gradient
      )
    }
    let ranked = checked.enumerated().compactMap { index, candidate in
      candidate.map { (rank: best[index], candidate: $0) }
    }
    let good = ranked.filter {
      $0.candidate.relativeError <= tolerance
        && ranking.isCredible($0.candidate.relativeError, changes: $0.rank.changes)
    }
    let listed = (good.isEmpty ? ranked : good).sorted {
      let errors = ($0.candidate.relativeError, $1.candidate.relativeError)
      // Where nothing was found the nearest is the nearest, however many changes it takes.
      if good.isEmpty, errors.0 != errors.1 { return errors.0 < errors.1 }
      let ranks = (IdentificationRanking.level(errors.0), IdentificationRanking.level(errors.1))
      return (ranks.0, $0.rank.changes, $0.rank.base, errors.0, $0.rank.index)
        < (ranks.1, $1.rank.changes, $1.rank.base, errors.1, $1.rank.index)
    }
    return Identification(
      candidates: listed.prefix(max(1, limit)).map(\.candidate),
      found: !good.isEmpty,
      tried: ranking.tried,
      byChance: ranking.byChance(within: tolerance, changes: 2),
      dialects: space.bases.map(\.configuration.dialect),
      leftOut: space.leftOut,
      tolerance: tolerance
    )
  }

  /// The ordinary loss of a changed configuration; `nil` where it has none.
  private func candidate(
    _ base: DetectorConfiguration,
    _ changes: [ConfigurationChange],
    isPrinted: Bool,
    _ reported: ReportedLoss,
    _ gradient: ReportedGradient?
  ) -> Identification.Candidate? {
    guard let configuration = try? base.with(changes),
      var other = try? example.replacing(configuration)
    else { return nil }
    other.threads = 1
    other.imageIsDone = nil
    guard let report = try? other.loss() else { return nil }
    let terms = isPrinted ? report.frameworkTerms ?? report.loss : report.loss
    let printed = isPrinted ? report.frameworkLoss ?? report.frameworkTerms?.total : nil
    var error = reported.error(of: terms, printed: printed)
    if let gradient {
      guard let found = try? gradient.error(of: other) else { return nil }
      error = max(error, found)
    }
    return Identification.Candidate(
      dialect: configuration.dialect,
      changes: changes,
      configuration: configuration,
      loss: report.loss,
      printed: printed,
      relativeError: error
    )
  }
}

extension Diagnostic {
  fileprivate static let nothingReported = Diagnostic(
    .request,
    code: "identification.nothing",
    found: "no number to look for",
    allowed: "a total, a part of it, or gradients",
    remedy: "give at least one",
    setting: .init("loss")
  )
}
