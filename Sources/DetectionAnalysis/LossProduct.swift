import DetectionLoss

/// A part of a loss, told apart as far as its anchors are asked the same.
public enum LossPartName: String, Hashable, Sendable, CaseIterable {
  /// Places and sizes of positive anchors.
  case box

  /// Objectness of positive anchors.
  case positives = "objectness_of_positives"

  /// Objectness of negative anchors.
  case negatives = "objectness_of_negatives"

  /// Classes of positive anchors.
  case classification
}

/// A part of a loss as a product that multiplies out to it.
///
/// ```
/// loss = anchors · cost · weight / divisor
/// ```
///
/// with the means over all anchors that pay: `cost` of their formula alone, without weights and with
/// nothing divided; `weight` of what they are multiplied by, such as `2 - area`; `divisor` of what they
/// are divided by, such as the images or the matches of each scale.
///
/// - Edge cases: where nobody pays, or every cost is zero, nobody can tell a weight, and where every
///   weight is zero, a divisor; those are `nil`, and the part is zero.
public struct LossProduct: Hashable, Sendable {
  /// How many pay; an anchor of several boxes or classes pays for each.
  public let anchors: Int

  /// The sum of what they cost by the formula alone.
  public let plainSum: Double

  /// The sum with weights.
  public let weightedSum: Double

  /// The part of the total.
  public let loss: Double

  /// What one costs by the formula alone, in the mean; zero where nobody pays.
  public var cost: Double { anchors == 0 ? 0 : plainSum / Double(anchors) }

  /// What a cost is multiplied by, in the mean.
  public var weight: Double? { plainSum == 0 ? nil : weightedSum / plainSum }

  /// What the sum is divided by.
  public var divisor: Double? { loss == 0 ? nil : weightedSum / loss }
}

/// A part of two losses, factor by factor.
public struct PartComparison: Sendable {
  /// The part.
  public let part: LossPartName

  /// Its products.
  public let first, second: LossProduct

  /// What makes the second's cost of one anchor out of the first's: factors that multiply out to it,
  /// each with what changes; empty where one of the costs is zero.
  public let costFactors: [CostFactor]

  /// Something that changes what an anchor costs.
  public struct CostFactor: Hashable, Sendable {
    /// What changes, one thing or several that only make sense together.
    public let changes: [Change]

    /// What that multiplies the cost by.
    public let factor: Double

    /// One of the things that change.
    public enum Change: String, Hashable, Sendable, CaseIterable {
      /// The formulas of boxes, objectness and classes.
      case formula

      /// How raw values become boxes.
      case decoding

      /// Which anchors pay.
      case anchors
    }
  }
}

// MARK: - Computing

extension LossComponents {
  /// The formulas alone: no weights, nothing divided.
  ///
  /// Several box terms keep their weights, which say how they share a box.
  var unweighted: LossComponents {
    var plain = undivided
    plain.gains = Gains()
    plain.box.smallBoxWeight = false
    if plain.box.terms.count == 1 { plain.box.terms[0].weight = 1 }
    plain.objectness.weight = 1
    plain.objectness.scaleWeights = .same(1)
    plain.classification.weight = 1
    return plain
  }

  /// Everything added up, with its weights.
  var undivided: LossComponents {
    var plain = self
    plain.frameworkLoss = nil
    plain.reduction = .perImage(.sum)
    return plain
  }
}

extension DialectComparison.Side {
  /// What a part of the loss comes to.
  func sum(of part: LossPartName) -> Double {
    // What an image's negatives come to is divided like the total but for the mean of the images.
    let isMean = detector.components.reduction == .perImage(.mean)
    let negatives = report.images.reduce(0) { $0 + $1.background }
    let share = isMean ? negatives / Double(max(1, report.images.count)) : negatives
    return switch part {
    case .box: report.loss.box
    case .positives: report.loss.objectness - share
    case .negatives: share
    case .classification: report.loss.classification
    }
  }

  /// How many anchors pay for a part.
  func count(of part: LossPartName) -> Int {
    switch part {
    case .box: report.scales.reduce(0) { $0 + $1.matches }
    case .positives: report.scales.reduce(0) { $0 + $1.counts.positives }
    case .negatives: report.scales.reduce(0) { $0 + $1.counts.background }
    case .classification:
      assignments.reduce(0) { $0 + $1.positives.reduce(0) { $0 + $1.classTargets.count } }
    }
  }

  /// The cost of one anchor, of a side without weights and divisors.
  func cost(of part: LossPartName) -> Double {
    let count = count(of: part)
    return count == 0 ? 0 : sum(of: part) / Double(count)
  }

  /// A part as a product, given the sides of the same loss without divisors, and without weights.
  func product(_ part: LossPartName, undivided: Self, unweighted: Self) -> LossProduct {
    LossProduct(
      anchors: count(of: part),
      plainSum: unweighted.sum(of: part),
      weightedSum: undivided.sum(of: part),
      loss: sum(of: part)
    )
  }
}

extension PartComparison {
  /// Compares a part.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - first: What it is on the first side.
  ///   - second: What it is on the second.
  ///   - chain: What becomes of the first's formulas alone as one thing after the other changes, in the
  ///     order of ``CostFactor/Change``; `nil` where that makes no sense yet.
  init(
    _ part: LossPartName,
    _ first: LossProduct,
    _ second: LossProduct,
    chain: [DialectComparison.Side?]
  ) {
    var factors: [CostFactor] = []
    var (reached, waiting) = (first.cost, [CostFactor.Change]())
    for (change, side) in zip(CostFactor.Change.allCases, chain) {
      waiting.append(change)
      guard let cost = side?.cost(of: part), reached > 0, cost > 0 else { continue }
      factors.append(CostFactor(changes: waiting, factor: cost / reached))
      (reached, waiting) = (cost, [])
    }
    let isWhole = waiting.isEmpty && first.cost > 0 && second.cost > 0
    (self.part, self.first, self.second) = (part, first, second)
    costFactors = isWhole ? factors : []
  }
}
