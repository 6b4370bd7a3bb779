import DetectionNumerics
import DetectionText

/// Two losses of one dump, and which component makes how much of their difference.
///
/// Each part of a loss is a product, see ``LossProduct``, and the products stand side by side in
/// ``parts``. Beside that the first loss is turned into the second by giving it the other's components,
/// in two ways:
///
/// * *alone*: one component at a time, everything else as in the first;
/// * *in turn*: one after the other, each on top of those before: ``stepOrder``, in which the reduction
///   comes first, so that every further step is in the second's units.
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

  /// The parts of both, factor by factor.
  public let parts: [PartComparison]

  /// The components in the order of ``stepOrder``, with what each contributes.
  public let steps: [Step]

  /// How well the boxes of this dump fit the objects by different decodings; `nil` where no anchor is
  /// positive on both sides.
  public let decodings: DecodingComparison?

  /// How many losses a comparison computes at most.
  package static let mostLosses = 2 + 2 * stepOrder.count - 1 + 6

  /// The order in which components change in turn.
  public static let stepOrder: [ComparedComponent] = [
    .reduction, .box, .objectness, .classification, .decoding, .assignment, .background,
  ]

  /// Whether the totals are numbers of one kind: they average alike.
  public var isComparable: Bool {
    let (one, other) = (first.detector.components.reduction, second.detector.components.reduction)
    return one == other
  }

  /// The sections of a configuration in which the losses differ, in the order of ``stepOrder``.
  public var differing: [String] {
    let (one, other) = (first.detector.components, second.detector.components)
    return Self.stepOrder.flatMap { component -> [String] in
      if component == .reduction {
        return (one.reduction == other.reduction ? [] : ["reduction"])
          + (one.gains == other.gains ? [] : ["gains"])
      }
      var mixture = one
      component.copy(from: other, into: &mixture)
      return mixture == one ? [] : [component.rawValue]
    }
  }

  /// The components that differ, and change the total of this dump by most, the largest first.
  public var reasons: [Step] {
    let moved = steps.filter { $0.inTurn.map { $0 != 0 } ?? false }
    // Equals stay in their order.
    return moved.enumerated().sorted {
      (abs($1.element.inTurn ?? 0), $0.offset) < (abs($0.element.inTurn ?? 0), $1.offset)
    }.map(\.element)
  }

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
  ///   - decodings: How well the boxes of both sides fit.
  /// - Throws: What `assign` throws, or the loss.
  /// - Complexity: Some twenty losses of the dump.
  package init(
    _ first: Detector,
    _ second: Detector,
    threads: Int = 1,
    notes: [Diagnostic] = [],
    assign: @Sendable (TargetAssigner) throws(Diagnostic) -> [ImageAssignment],
    loss: @Sendable (Detector, [ImageAssignment]) throws(Diagnostic) -> LossReport,
    decodings: (Side, Side) throws(Diagnostic) -> DecodingComparison? = { _, _ in nil }
  ) throws(Diagnostic) {
    let plan = Plan(first.components, second.components)
    let mixtures = plan.mixtures
    let results = concurrentMap(mixtures.count, threads: threads) { index in
      Result { () throws(Diagnostic) -> Side? in
        if index < 2 { return try Side(index == 0 ? first : second, assign, loss) }
        guard mixtures[index].conflict == nil else { return nil }
        do throws(Diagnostic) {
          return try Side(first.with(mixtures[index]), assign, loss)
        } catch {
          // A mixture that is too large for a number says nothing.
          guard error.code == "loss.overflow" else { throw error }
          return nil
        }
      }
    }
    let sides = try results.map { result throws(Diagnostic) in try result.get() }
    guard let before = sides[0], let after = sides[1] else {
      preconditionFailure("both sides have a loss")
    }
    self.first = before
    self.second = after
    parts = plan.parts(sides, before, after)
    steps = plan.steps(sides, before, after)
    self.decodings = try decodings(before, after)
    self.notes = notes
  }

  /// The mixtures of two losses that a comparison computes, and where each stands.
  private struct Plan {
    private(set) var mixtures: [LossComponents]
    private var inTurn: [Int] = []
    private var alone: [Int] = []
    private var undivided: [Int] = []

    /// The formulas of the first, then with more and more of the second's, which come last.
    private var unweighted: [Int] = []

    init(_ first: LossComponents, _ second: LossComponents) {
      mixtures = [first, second]
      // What a framework prints is no part of its loss.
      var base = first
      base.frameworkLoss = nil
      var current = base
      for component in DialectComparison.stepOrder {
        var single = base
        component.copy(from: second, into: &single)
        component.copy(from: second, into: &current)
        alone.append(add(single))
        // With all components the mixture is the second loss.
        inTurn.append(component == DialectComparison.stepOrder.last ? 1 : add(current))
      }
      undivided = [add(first.undivided), add(second.undivided)]
      var plain = first.unweighted
      unweighted = [add(plain)]
      let changes: [[ComparedComponent]] = [
        [.box, .objectness, .classification], [.decoding], [.assignment, .background],
      ]
      for components in changes {
        for component in components { component.copy(from: second.unweighted, into: &plain) }
        unweighted.append(add(plain))
      }
    }

    private mutating func add(_ mixture: LossComponents) -> Int {
      if let index = mixtures.dropFirst(2).firstIndex(of: mixture) { return index }
      mixtures.append(mixture)
      return mixtures.count - 1
    }

    func parts(_ sides: [Side?], _ before: Side, _ after: Side) -> [PartComparison] {
      guard let sums = sides[undivided[0]], let otherSums = sides[undivided[1]],
        let plain = sides[unweighted[0]], let otherPlain = sides[unweighted[3]]
      else { return [] }
      return LossPartName.allCases.map { part in
        PartComparison(
          part,
          before.product(part, undivided: sums, unweighted: plain),
          after.product(part, undivided: otherSums, unweighted: otherPlain),
          chain: unweighted.dropFirst().map { sides[$0] }
        )
      }
    }

    func steps(_ sides: [Side?], _ before: Side, _ after: Side) -> [Step] {
      var reached = before.report.total
      return DialectComparison.stepOrder.enumerated().map { index, component in
        let total = sides[inTurn[index]]?.report.total
        defer { reached = total ?? reached }
        return Step(
          component: component,
          alone: sides[alone[index]].map { $0.report.total - before.report.total },
          inTurn: total.map { $0 - reached }
        )
      }
    }
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
  /// - Complexity: Some twenty losses, on all processors.
  public func comparison(with other: DetectorConfiguration) throws(Diagnostic) -> DialectComparison
  {
    var notes: [Diagnostic] = []
    if other.fit != fit {
      notes.append(
        Diagnostic(
          .configuration,
          severity: .note,
          code: "compare.fit",
          found: "another fit, which is not compared",
          remedy: "both losses take the first configuration's, for the labels are one"
        )
      )
    }
    if let names = other.classes.names, let known = detector.classes.names, names != known {
      notes.append(
        Diagnostic(
          .configuration,
          severity: .note,
          code: "compare.class-names",
          found: "other names of classes",
          remedy: "both losses take the first configuration's, for the labels are one"
        )
      )
    }
    return try comparison(withFitted: other, notes: notes)
  }

  /// The same with this case's fit, whatever the other configuration says.
  private func comparison(
    withFitted other: DetectorConfiguration,
    notes: [Diagnostic] = []
  ) throws(Diagnostic) -> DialectComparison {
    try forEachFinitePart { _, _ in }
    let batch = try objects()
    var other = other
    other.fit = fit
    let second = try other.detector(for: detector.input)
    let scales = zip(detector.scales, second.scales)
    guard detector.scales.count == second.scales.count,
      scales.allSatisfy({ $0.describesHeads(like: $1) })
    else { throw .otherDetector(second, than: detector) }
    let known = Set(self.notes)
    return try DialectComparison(
      detector,
      second,
      threads: max(1, threads),
      notes: notes + (other.warnings + batch.notes(second)).filter { !known.contains($0) },
      assign: { assigner throws(Diagnostic) in
        try batch.assignments(by: assigner, predictions: predictions(for: assigner))
      },
      loss: { detector, assignments throws(Diagnostic) in
        try loss(of: detector, assignments: assignments)
      },
      decodings: { first, second throws(Diagnostic) in try decodings(first, second) }
    )
  }

  /// The loss of another configuration of the same detector on the same heads and objects, without a
  /// word on what makes the difference.
  ///
  /// - Parameter dialect: One of `DetectorConfiguration.dialectNames`; nothing of the file's own
  ///   sections counts but the fit. The configuration as it is if not given.
  /// - Returns: The loss with its assignments.
  /// - Throws: As ``comparison(withDialect:keepingOwn:)``.
  package func side(withDialect dialect: String?) throws(Diagnostic) -> DialectComparison.Side {
    var detector = detector
    if let dialect {
      detector = try detector.configuration.plain(dialect: dialect).detector(for: detector.input)
    }
    return try DialectComparison.Side(
      detector,
      { (assigner) throws(Diagnostic) in try assignments(by: assigner) },
      { (detector, assignments) throws(Diagnostic) in
        try loss(of: detector, assignments: assignments)
      }
    )
  }

  /// Puts a dialect's loss beside this one's.
  ///
  /// - Parameters:
  ///   - dialect: One of `DetectorConfiguration.dialectNames`.
  ///   - isKept: Whether the sections of the configuration's own file win over that dialect too; if not,
  ///     the second side is the dialect and nothing else. Components that were made or changed in memory
  ///     have no sections.
  /// - Returns: Both losses, and what each component contributes.
  /// - Throws: As ``comparison(with:)-(DetectorConfiguration)``; an error for a name that is no
  ///   dialect's.
  public func comparison(
    withDialect dialect: String,
    keepingOwn isKept: Bool = false
  ) throws(Diagnostic) -> DialectComparison {
    let configuration = detector.configuration
    return try comparison(
      withFitted: isKept
        ? configuration.with(dialect: dialect) : configuration.plain(dialect: dialect)
    )
  }
}

extension Detector.Scale {
  /// Whether another scale has the same cells, anchors and classes.
  func describesHeads(like other: Detector.Scale) -> Bool {
    (name, stride, classes) == (other.name, other.stride, other.classes) && anchors == other.anchors
  }
}
