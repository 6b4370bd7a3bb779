import BoxGeometry
import DetectorConfiguration

/// A candidate with all that is needed to tell about it.
public struct ExplainedCandidate: Hashable, Sendable {
  /// The index of the object that the anchor was a candidate of.
  public let object: Int

  /// The anchor and the rule's verdict.
  public let candidate: AnchorCandidate

  /// What came of it.
  public let outcome: CandidateOutcome

  /// The names of all scales.
  public let scaleNames: [String]

  /// The rule that decided.
  public let rule: AssignmentRule
}

/// The anchors that the rule looked at for one object, and what came of each.
public struct ObjectExplanation: Hashable, Sendable {
  /// The index of the object in its image.
  public let object: Int

  /// The object, in pixels of the network input.
  public let truth: LabeledBox

  /// Whether no anchor passed the rule's threshold, so that the best of all was taken.
  public let isFallback: Bool

  /// Every anchor that the rule looked at, in the order of the sites.
  public let candidates: [ExplainedCandidate]

  /// The anchors that shall predict the object's box, in order, each once.
  public var held: [AnchorSite] {
    candidates.filter(\.outcome.isHeld).map(\.candidate.site).reduce(into: []) { sites, site in
      if sites.last != site { sites.append(site) }
    }
  }
}

// MARK: - Sentences

extension ExplainedCandidate: CustomStringConvertible {
  /// Place, verdict and outcome in one sentence without its full stop.
  public var description: String { "\(place): \(reason)" }

  /// The anchor, with the name of its scale.
  public var place: String {
    let site = candidate.site
    return
      "\(scaleNames[site.scale]), row \(site.row), column \(site.column), anchor \(site.anchor)"
  }

  /// Verdict and outcome, without the place.
  public var reason: String {
    switch outcome {
    case .refused(let refusal): "refused: \(sentence(refusal))"
    case .holds(others: []): "taken: \(given)"
    case .holds(let others): "taken, and shared with \(Self.objects(others)): \(given)"
    case .classKept(let holder):
      "only its class is asked for, beside object \(holder), which has the box: \(given)"
    case .notFree(let holder):
      "not had: \(given), but object \(holder) had it, and it is given only where it is free"
    case .lost(let winner, let reason):
      "lost to object \(winner), \(sentence(reason)): \(given)"
    }
  }

  /// What the rule found good about the anchor.
  private var given: String {
    guard case .given(let reason) = candidate.verdict else { return "" }
    switch reason {
    case .threshold, .whereFree:
      return passed
    case .neighbor(let neighbor):
      return "\(passed), and the centre leans to this cell, the \(neighbor.side) of its own"
    case .best:
      guard case .anchorIoU(let threshold) = rule else {
        return "\(likeness), the best of all"
      }
      return "\(likeness), the best of all, since none exceeds \(readable(threshold))"
    }
  }

  private var passed: String {
    switch rule {
    case .sizeRatio(let bound, _): "\(likeness(beside: bound)) is below \(readable(bound))"
    case .anchorIoU(let threshold), .bestAnchorPlus(let threshold, _), .shapeIoU(let threshold),
      .gridIoU(let threshold):
      "\(likeness(beside: threshold)) exceeds \(readable(threshold))"
    case .bestAnchor: likeness
    }
  }

  private func sentence(_ refusal: RefusalReason) -> String {
    switch refusal {
    case .iouTooSmall(let threshold) where candidate.iou == threshold:
      "\(likeness) is the threshold itself, which must be exceeded"
    case .iouTooSmall(let threshold):
      """
      \(likeness(beside: threshold)), below \(readable(threshold)) by \
      \(likenessText(threshold - candidate.iou))
      """
    case .ratioTooLarge(let bound):
      "\(likeness(beside: bound)) is not below \(readable(bound))"
    case .notBest(let best, let iou) where iou == candidate.iou:
      "\(likeness), as much as \(scaleNames[best.scale]) anchor \(best.anchor), which comes first"
    case .notBest(let best, let iou):
      """
      \(likeness(beside: iou)), but \(scaleNames[best.scale]) anchor \(best.anchor) has \
      \(likenessText(iou, unlike: candidate.iou))
      """
    case .notLeanedTo(let neighbor):
      "\(likeness) would do, but the centre does not lean to this cell, the \(neighbor.side) of its own"
    }
  }

  private func sentence(_ reason: LossReason) -> String {
    switch reason {
    case .later: "which comes later"
    case .earlier: "which comes earlier"
    case .laterBest: "whose best it is too, and which comes later"
    case .best: "whose best it is"
    case .overlap(let iou) where iou == candidate.iou:
      "which overlaps it by as much and comes earlier"
    case .overlap(let iou): "which overlaps it by \(likenessText(iou, unlike: candidate.iou))"
    }
  }

  private var likeness: String { likeness(beside: .nan) }

  /// The measure, with enough digits to tell it from a bound.
  private func likeness(beside bound: Double) -> String {
    switch candidate.likeness {
    case .iou(let value): "IoU \(likenessText(value, unlike: bound))"
    case .iouOfSizes(let value): "IoU of sizes \(likenessText(value, unlike: bound))"
    case .sideRatio(let value): "ratio of sides \(likenessText(value, unlike: bound))"
    }
  }

  static func objects(_ indices: [Int]) -> String {
    (indices.count == 1 ? "object " : "objects ")
      + indices.map(String.init).joined(separator: ", ")
  }
}

extension NeighborCell {
  /// The side, as "the … of its own" needs it.
  var side: String {
    switch self {
    case .left: "left neighbour"
    case .upper: "upper neighbour"
    case .right: "right neighbour"
    case .lower: "lower neighbour"
    }
  }
}

extension ObjectExplanation: CustomStringConvertible {
  /// The summary, then a line for every candidate.
  public var description: String {
    ([summary] + candidates.map { "  \($0)" }).joined(separator: "\n")
  }

  /// The object, and how many of its candidates it has.
  public var summary: String {
    let box = truth.box
    let corners = [box.minX, box.minY, box.maxX, box.maxY].map { readable($0) }
    return """
      object \(object), class \(truth.classID), (\(corners[0]), \(corners[1])) to \
      (\(corners[2]), \(corners[3])): \(fate)
      """
  }

  private var fate: String {
    let lost = candidates.count(where: \.outcome.isLost)
    switch (held.count, lost) {
    case (0, 0): return "no anchor, the rule refused all \(candidates.count) candidates"
    case (0, _): return "no anchor, all that it was given went to other objects"
    case (let held, 0): return "\(Self.anchors(held)) of \(candidates.count) candidates"
    case (let held, let lost):
      return
        "\(Self.anchors(held)) of \(candidates.count) candidates, \(lost) lost to other objects"
    }
  }

  private static func anchors(_ count: Int) -> String {
    count == 1 ? "1 anchor" : "\(count) anchors"
  }
}
