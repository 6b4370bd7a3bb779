import DetectionNumerics
import DetectionText

/// Two losses of one dump, and which component makes how much of their difference.
///
/// The first loss is turned into the second by giving it the other's components, in two ways:
///
/// * *alone*: one component at a time, everything else as in the first;
/// * *in turn*: one after the other in the order of the pipeline, each on top of those before.
///
/// The changes in turn add up to the whole difference. Those alone need not: components work
/// together, and a target that is an overlap depends on which overlap it is.
public struct DialectComparison: Sendable {
  /// One of the two losses.
  public struct Side: Sendable {
    /// The detector with the dialect's components.
    public let detector: Detector

    /// Which anchors predict which objects, image by image.
    public let assignments: [ImageAssignment]

    /// The loss.
    public let report: LossReport
  }

  /// What a component contributes to the difference.
  public struct Step: Hashable, Sendable {
    /// The component.
    public let component: ComparedComponent

    /// How much the first total changes with this component alone; `nil` where the mixture makes
    /// no sense, such as an overlap as objectness target without a loss that compares boxes.
    public let alone: Double?

    /// How much the total changes with this component on top of those before; `nil` where it had
    /// to wait for a later one, whose change then counts for both.
    public let inTurn: Double?
  }

  /// The first loss.
  public let first: Side

  /// The second loss.
  public let second: Side

  /// The components in the order of the pipeline, with what each contributes.
  public let steps: [Step]

  /// The share of the larger total by which the totals differ.
  ///
  /// - Edge cases: zero for two totals of zero.
  public var relativeDifference: Double {
    let totals = [first.report.total, second.report.total]
    let largest = max(abs(totals[0]), abs(totals[1]))
    return largest == 0 ? 0 : abs(totals[0] - totals[1]) / largest
  }

  /// What a person should know about the second side's configuration beside the first's.
  public let notes: [Diagnostic]
}

// MARK: - Comparing

extension DialectComparison {
  /// Compares two losses of one dump, on all processors.
  ///
  /// Every mixture is a loss of its own, computed by one thread, so nothing depends on their number.
  ///
  /// - Parameters:
  ///   - first: The detector with the first loss.
  ///   - second: The same detector with the second loss.
  ///   - threads: How many losses may be computed at once.
  ///   - notes: What a person should know beside the numbers.
  ///   - assign: The assignments of all images by a rule.
  ///   - loss: The loss of the dump by a detector, with these assignments.
  /// - Throws: What `assign` throws, or the loss.
  /// - Complexity: Up to fifteen losses of the dump.
  package init(
    _ first: Detector,
    _ second: Detector,
    threads: Int = 1,
    notes: [Diagnostic] = [],
    assign: @Sendable (TargetAssigner) throws(Diagnostic) -> [ImageAssignment],
    loss: @Sendable (Detector, [ImageAssignment]) throws(Diagnostic) -> LossReport
  ) throws(Diagnostic) {
    // What a framework prints is no part of its loss.
    var base = first.components
    base.frameworkLoss = nil
    var current = base
    var mixtures = [first.components, second.components]
    for component in ComparedComponent.allCases {
      var alone = base
      component.copy(from: second.components, into: &alone)
      component.copy(from: second.components, into: &current)
      mixtures += [current, alone]
    }
    // With all components the mixture is the second loss.
    mixtures.remove(at: mixtures.count - 2)
    let fixed = mixtures
    let results = concurrentMap(fixed.count, threads: threads) { index in
      Result { () throws(Diagnostic) -> Side? in
        if index < 2 { return try Side(index == 0 ? first : second, assign, loss) }
        guard fixed[index].conflict == nil else { return nil }
        do throws(Diagnostic) {
          return try Side(first.with(fixed[index]), assign, loss)
        } catch {
          // A mixture that is too large for a number says nothing.
          guard error.code == "loss.overflow" else { throw error }
          return nil
        }
      }
    }
    var sides = try results.map { result throws(Diagnostic) in try result.get() }
    guard let before = sides[0], let after = sides[1] else {
      preconditionFailure("both sides have a loss")
    }
    sides.insert(after, at: sides.count - 1)
    var reached = before.report.total
    var steps: [Step] = []
    for (index, component) in ComparedComponent.allCases.enumerated() {
      let total = sides[2 + 2 * index]?.report.total
      let single = sides[3 + 2 * index]?.report.total
      steps.append(
        Step(
          component: component,
          alone: single.map { $0 - before.report.total },
          inTurn: total.map { $0 - reached }
        )
      )
      reached = total ?? reached
    }
    self.first = before
    self.second = after
    self.steps = steps
    self.notes = notes
  }
}

extension DialectComparison.Side {
  fileprivate init(
    _ detector: Detector,
    _ assign: (TargetAssigner) throws(Diagnostic) -> [ImageAssignment],
    _ loss: (Detector, [ImageAssignment]) throws(Diagnostic) -> LossReport
  ) throws(Diagnostic) {
    assignments = try assign(TargetAssigner(detector))
    self.detector = detector
    report = try loss(detector, assignments)
  }

  /// The anchors that `object` of an image has, or shares.
  public func sites(ofObject object: Int, image: Int) -> Set<AnchorSite> {
    Set(assignments[image].positives.filter { $0.objects.contains(object) }.map(\.site))
  }

  /// The positive anchors of an image.
  public func sites(ofImage image: Int) -> Set<AnchorSite> {
    Set(assignments[image].positives.map(\.site))
  }
}

extension DetectionCase {
  /// Puts the loss of another configuration of the same detector beside this one's, on the same
  /// heads and objects, and tells which component makes how much of the difference.
  ///
  /// The fit is this case's on both sides: it belongs to the dump.
  ///
  /// - Parameter other: The same classes and scales with other choices, such as another dialect's.
  /// - Returns: Both losses, and what each component contributes.
  /// - Throws: As ``loss()`` for either side; an error for another detector.
  /// - Complexity: Up to fifteen losses, on all processors.
  public func comparison(with other: DetectorConfiguration) throws(Diagnostic) -> DialectComparison
  {
    try forEachFinitePart { _, _ in }
    let batch = try objects()
    var other = other
    other.fit = fit
    let second = try other.detector(for: detector.input)
    let scales = zip(detector.scales, second.scales)
    guard detector.scales.count == second.scales.count,
      scales.allSatisfy({ $0.describesHeads(like: $1) })
    else { throw .otherDetector }
    let known = Set(notes)
    return try DialectComparison(
      detector,
      second,
      threads: max(1, threads),
      notes: (other.warnings + batch.notes(second)).filter { !known.contains($0) },
      assign: { assigner throws(Diagnostic) in
        try batch.assignments(by: assigner, predictions: predictions(for: assigner))
      },
      loss: { detector, assignments throws(Diagnostic) in
        try loss(of: detector, assignments: assignments)
      }
    )
  }

  /// Puts another dialect's loss beside this one's; the configuration's own sections stay.
  ///
  /// A configuration whose components were made or changed in memory has no sections: then all
  /// components are the other dialect's. Which differ from those of its own dialect,
  /// `DetectorConfiguration.ownComponents` tells.
  ///
  /// - Parameter dialect: One of `DetectorConfiguration.dialectNames`.
  /// - Returns: Both losses, and what each component contributes.
  /// - Throws: As ``comparison(with:)-(DetectorConfiguration)``; an error for a name that is no
  ///   dialect's.
  public func comparison(withDialect dialect: String) throws(Diagnostic) -> DialectComparison {
    try comparison(with: detector.configuration.with(dialect: dialect))
  }
}

extension Detector.Scale {
  /// Whether another scale has the same cells, anchors and classes.
  fileprivate func describesHeads(like other: Detector.Scale) -> Bool {
    (name, stride, classes) == (other.name, other.stride, other.classes) && anchors == other.anchors
  }
}
