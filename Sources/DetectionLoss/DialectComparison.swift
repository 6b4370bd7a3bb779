import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

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

    /// Which anchors are responsible for which objects, image by image.
    public let assignments: [ImageAssignment]

    /// The loss.
    public let report: LossReport
  }

  /// What a component contributes to the difference.
  public struct Step: Hashable, Sendable {
    /// The component.
    public let component: LossComponent

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

  /// Compares two losses of one dump.
  ///
  /// - Parameters:
  ///   - first: The detector with the first loss.
  ///   - second: The same detector with the second loss.
  ///   - heads: The raw output of every scale.
  ///   - assign: The assignments of all images by a rule.
  /// - Throws: What `assign` throws, or ``LossInputError``.
  /// - Complexity: Up to sixteen losses of the dump.
  public init(
    _ first: Detector,
    _ second: Detector,
    heads: [RawHead],
    assign: (TargetAssigner) throws -> [ImageAssignment]
  ) throws {
    let before = try Side(first, heads: heads, assign: assign)
    let after = try Side(second, heads: heads, assign: assign)
    var steps: [Step] = []
    // What a framework prints is no part of its loss.
    var base = first.components
    base.frameworkLoss = nil
    var current = base
    var reached = before.report.loss.total
    for component in LossComponent.allCases {
      var alone = base
      component.copy(from: second.components, into: &alone)
      component.copy(from: second.components, into: &current)
      let isLast = component == LossComponent.allCases.last
      var total: Double?
      if isLast {
        total = after.report.loss.total
      } else {
        total = try Self.total(current, of: first, heads: heads, assign: assign)
      }
      let change = total.map { $0 - reached }
      reached = total ?? reached
      let single = try Self.total(alone, of: first, heads: heads, assign: assign)
      steps.append(
        Step(
          component: component,
          alone: single.map { $0 - before.report.loss.total },
          inTurn: change
        )
      )
    }
    self.first = before
    self.second = after
    self.steps = steps
  }
}

extension DialectComparison {
  /// The total of a mixture; `nil` where it makes no sense or is too large for a number.
  private static func total(
    _ mixture: LossComponents,
    of detector: Detector,
    heads: [RawHead],
    assign: (TargetAssigner) throws -> [ImageAssignment]
  ) throws -> Double? {
    guard mixture.conflict == nil else { return nil }
    do {
      return try Side(try detector.with(mixture), heads: heads, assign: assign).report.loss.total
    } catch LossInputError.overflow {
      return nil
    }
  }
}

extension DialectComparison.Side {
  fileprivate init(
    _ detector: Detector,
    heads: [RawHead],
    assign: (TargetAssigner) throws -> [ImageAssignment]
  ) throws {
    let assignments = try assign(TargetAssigner(detector))
    let targets = assignments.map { $0.targets(for: detector) }
    self.detector = detector
    self.assignments = assignments
    report = try DumpLoss(detector)(heads: heads, targets: targets)
  }

  /// The anchors that `object` of an image holds, or shares.
  public func sites(ofObject object: Int, image: Int) -> Set<AnchorSite> {
    Set(assignments[image].responsible.filter { $0.boxes.contains(object) }.map(\.site))
  }

  /// The responsible anchors of an image.
  public func sites(ofImage image: Int) -> Set<AnchorSite> {
    Set(assignments[image].responsible.map(\.site))
  }
}
